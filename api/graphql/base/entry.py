"""The way in for every transport: who is calling, from where, and how much."""

import time
from collections.abc import Mapping
from dataclasses import dataclass

import structlog
from graphql import GraphQLError
from starlette.requests import HTTPConnection

from api.core.errors import RateLimited, Refusal, Unauthenticated
from api.core.ids import new_id
from api.core.settings import Settings
from api.graphql.base.context import Context
from api.graphql.base.documents import RequestRefused
from api.graphql.base.engine import Engine
from api.graphql.base.errors import refusal_extensions
from api.graphql.base.throttle import COUNTED, Allowance
from api.graphql.base.viewer import Authenticate, Viewer, anonymous, viewer_of

BEARER = "bearer "
MAX_TOKEN = 4_096


@dataclass(frozen=True, slots=True)
class Entry:
    """What the transports share."""

    engine: Engine
    authenticate: Authenticate
    settings: Settings
    allowance: Allowance

    async def context(self, connection: HTTPConnection, authorization: str | None = None) -> Context:
        """The context of a caller. Raises RequestRefused (401) for a token that is not good, 429 over the allowance."""
        header = authorization if authorization is not None else connection.headers.get("authorization")
        address = connection.client.host if connection.client else None
        try:
            viewer = await self._viewer(header, address, connection.headers)
        except Unauthenticated as refusal:
            raise RequestRefused(_error(refusal), status=401) from refusal
        context = Context(
            viewer=viewer,
            request_id=connection.scope.get("request_id") or new_id().hex,
            address=address,
            user_agent=connection.headers.get("user-agent", "")[:200],
        )
        if not connection.scope.get(COUNTED):
            await self.spend(context)
        return context

    async def spend(self, context: Context) -> None:
        """Counts one request of the caller. Raises RequestRefused (429) over the allowance."""
        viewer = context.viewer
        try:
            await self.allowance.spend(str(viewer.id or context.address), viewer.rate_per_minute)
        except RateLimited as refusal:
            raise RequestRefused(_error(refusal), status=429) from refusal

    async def _viewer(self, header: str | None, address: str | None, headers: Mapping[str, str]) -> Viewer:
        device = (headers.get("x-device-id") or "")[:64] or None
        if not header:
            return anonymous(address=address, device_id=device)
        if not header.lower().startswith(BEARER) or len(header) > MAX_TOKEN:
            raise Unauthenticated("The Authorization header must be a bearer token.")
        principal = await self.authenticate(header[len(BEARER) :].strip())
        viewer = viewer_of(principal, address=address, device_id=device)
        structlog.contextvars.bind_contextvars(viewer=str(viewer.id))
        return viewer


def _error(refusal: Refusal) -> GraphQLError:
    return GraphQLError(refusal.message, extensions=refusal_extensions(refusal))


def seconds_left(viewer: Viewer) -> float | None:
    """Seconds until the viewer's token expires; None where it never does."""
    return None if viewer.expires_at is None else viewer.expires_at.timestamp() - time.time()
