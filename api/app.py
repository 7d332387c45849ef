"""The ASGI app: every door of the platform, what stands around them, and what is opened before the first request."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import lru_cache
from pathlib import Path

import strawberry
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute

from api import identity
from api.core import db, redis
from api.core.errors import RateLimited, Unauthenticated
from api.core.settings import Settings, get_settings
from api.core.telemetry import access, configure_logging
from api.graphql.base.documents import RequestRefused
from api.graphql.base.engine import Engine
from api.graphql.base.entry import Entry
from api.graphql.base.http import HTTPEndpoint
from api.graphql.base.hub import hub
from api.graphql.base.inner import core_schema
from api.graphql.base.lane import CARE, Caller, Lane
from api.graphql.base.plan.check import check as check_declarations
from api.graphql.base.plan.run import Proof
from api.graphql.base.sse import SSEEndpoint
from api.graphql.base.throttle import Allowance
from api.graphql.base.viewer import Authenticate, Viewer, viewer_of
from api.graphql.base.websocket import WebSocketEndpoint
from api.graphql.schema import schema, sdl
from api.integrations import dev_inbox
from api.web import (
    Envelope,
    Probes,
    SecurityHeaders,
    Site,
    docs_routes,
    export_routes,
    health_routes,
    inbox_routes,
    list_routes,
    mapping_routes,
    metrics_routes,
    no_inbox_routes,
    note,
    picture_routes,
)
from api.wiring import wire

PWA = Path(__file__).parents[1] / "pwa" / "dist"
CORS_MAX_AGE_SECONDS = 3_600
EXPOSED_HEADERS = ("Retry-After", "X-Request-Id")

Lifespan = Callable[[Starlette], AbstractAsyncContextManager[None]]


@asynccontextmanager
async def everything_open(_: Starlette) -> AsyncIterator[None]:
    """Opens the database, Redis and the ports, and listens for live updates as long as the app serves."""
    settings = get_settings()
    configure_logging()
    await db.connect(settings.database_url, settings.database_pool_size)
    await check_declarations(core_schema(schema()))
    await redis.connect(settings.redis_url)
    wire(settings)
    async with hub_running():
        yield
    await redis.disconnect()
    await db.disconnect()
    access.flush()


@asynccontextmanager
async def hub_running() -> AsyncIterator[None]:
    """The one listener for live updates of this process."""
    task = asyncio.create_task(hub.run(), name="hub")
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def build(
    settings: Settings,
    served: strawberry.Schema,
    authenticate: Authenticate,
    *,
    lifespan: Lifespan = everything_open,
    pwa: Path = PWA,
) -> Starlette:
    """The app of these settings and this schema."""
    allowance = Allowance(settings.rate_limit_per_minute, enabled=settings.rate_limits_enabled)
    entry = Entry(Engine(served, settings), authenticate, settings, allowance)
    return Starlette(
        routes=[*_graphql(entry), *_doors(entry, settings), Mount("/", Site(pwa))],
        middleware=[_lane(entry, settings), *_around(settings)],
        lifespan=lifespan,
    )


def _lane(entry: Entry, settings: Settings) -> Middleware:
    """The short way for kept queries of remembered callers, before everything else."""
    care = CARE | {b"origin"} if settings.cors_origins else CARE
    return Middleware(
        Lane,
        engine=entry.engine,
        allowance=entry.allowance,
        recall=_recalled,
        safe_headers=SecurityHeaders(
            Site(PWA), https_only=settings.https_only, cross_origin=bool(settings.cors_origins)
        ).headers_for,
        note=note,
        body_limit=settings.body_limit_bytes,
        care=care,
    )


@lru_cache(maxsize=20_000)
def _caller(known: identity.Remembered) -> Caller:
    return Caller(
        viewer_of(known.principal),
        Proof(identity.STANDS, ("uuid", "text"), (known.session_id, known.fingerprint)),
    )


def _recalled(token: str) -> Caller | None:
    known = identity.remembered(token)
    return None if known is None else _caller(known)


def _graphql(entry: Entry) -> list[BaseRoute]:
    http, stream = HTTPEndpoint(entry), SSEEndpoint(entry)
    return [
        WebSocketRoute("/graphql", WebSocketEndpoint(entry)),
        Route("/graphql", http),
        Route("/graphql/stream", stream),
    ]


def _doors(entry: Entry, settings: Settings) -> list[BaseRoute]:
    async def is_admin(request: Request) -> bool:
        if settings.is_local:
            return True
        try:
            context = await entry.context(request)
        except RequestRefused:
            return False
        return context.viewer.is_platform_admin

    async def caller(request: Request) -> Viewer:
        try:
            return (await entry.context(request)).viewer
        except RequestRefused as refused:
            raise (RateLimited if refused.status == 429 else Unauthenticated)(
                "Please sign in, or wait."
            ) from refused

    doors: list[BaseRoute] = [
        *health_routes(Probes.standard(settings), is_admin),
        *metrics_routes(settings),
        *picture_routes(),
        *export_routes(),
        *list_routes(caller),
        *mapping_routes(caller),
        *docs_routes(sdl, settings.public_url, with_ide=settings.is_local),
    ]
    inbox = inbox_routes(dev_inbox.messages) if settings.is_development else no_inbox_routes()
    return [*doors, *inbox]


def _around(settings: Settings) -> list[Middleware]:
    around = [
        Middleware(Envelope),
        Middleware(SecurityHeaders, https_only=settings.https_only, cross_origin=bool(settings.cors_origins)),
    ]
    if settings.cors_origins:
        around.append(
            Middleware(
                CORSMiddleware,
                allow_origins=settings.cors_origins,
                allow_methods=("GET", "POST"),
                allow_headers=("Authorization", "Content-Type", "X-Device-Id", "X-Request-Id"),
                expose_headers=EXPOSED_HEADERS,
                max_age=CORS_MAX_AGE_SECONDS,
            )
        )
    return around


def create_app() -> Starlette:
    """The app as it is served."""
    return build(get_settings(), schema(), identity.authenticate)


@lru_cache(maxsize=1)
def __getattr__(name: str) -> Starlette:
    """`app`, made when a server asks for it: importing this module opens and builds nothing."""
    if name == "app":
        return create_app()
    raise AttributeError(name)
