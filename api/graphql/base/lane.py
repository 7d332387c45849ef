"""The short way for the commonest request: a kept query of a remembered caller, answered by one statement.

Whatever is not that, and whatever goes wrong, is handed on untouched to the ordinary door, which knows all manners;
but for what took too long: nobody waits for it twice.
"""

import time
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.core.errors import RateLimited, TimedOut
from api.core.ids import new_id
from api.graphql.base.body import BadBody, parse_json, request_of
from api.graphql.base.documents import RequestRefused
from api.graphql.base.engine import Engine, GraphQLRequest, too_slow
from api.graphql.base.http import OFFERS, headers_of, packed, show
from api.graphql.base.negotiation import accepted, is_json
from api.graphql.base.plan.run import Proof
from api.graphql.base.throttle import COUNTED, Allowance
from api.graphql.base.viewer import Viewer

PATH = "/graphql"
BEARER = b"bearer "
CARE = frozenset({b"x-request-id", b"transfer-encoding"})
"""Headers that need the ordinary door's care, as do any that come twice; other origins, where some are let in."""

Header = tuple[bytes, bytes]
Note = Callable[[Scope, int, float], None]


@dataclass(frozen=True, slots=True)
class Caller:
    """A remembered caller, and the proof that the statement has to bring."""

    viewer: Viewer
    proof: Proof


@dataclass(frozen=True, slots=True)
class Lane:
    """ASGI: stands before the app. `recall` knows callers by their token, `note` writes log and figures."""

    app: ASGIApp
    engine: Engine
    allowance: Allowance
    recall: Callable[[str], Caller | None]
    safe_headers: Callable[[Scope], tuple[Header, ...] | None]
    note: Note
    body_limit: int
    care: frozenset[bytes] = CARE

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers, or hands on."""
        wanted = self._wanted(scope)
        if wanted is None:
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()
        first = await receive()
        body = None if first.get("more_body") else first.get("body")
        answer = await self._answer(scope, wanted, body) if body and len(body) <= self.body_limit else None
        if answer is None:
            await self.app(scope, _again(first, receive), send)
            return
        start, content = answer
        await send(start)
        await send({"type": "http.response.body", "body": content})
        self.note(scope, start["status"], time.perf_counter() - started)

    def _wanted(self, scope: Scope) -> Mapping[bytes, bytes] | None:
        """The headers of a request that may be answered here, else None."""
        if (
            scope["type"] != "http"
            or scope["method"] != "POST"
            or scope["path"] != PATH
            or scope["query_string"]
        ):
            return None
        headers: dict[bytes, bytes] = dict(scope["headers"])
        is_plain = len(headers) == len(scope["headers"]) and self.care.isdisjoint(headers)
        if b"authorization" not in headers or not is_plain:
            return None
        return headers

    async def _answer(
        self, scope: Scope, headers: Mapping[bytes, bytes], body: bytes
    ) -> tuple[Message, bytes] | None:
        media_type = accepted(_text(headers, b"accept"), OFFERS)
        safe = self.safe_headers(scope)
        if media_type is None or safe is None or not is_json(_text(headers, b"content-type")):
            return None
        caller = self._caller(headers[b"authorization"])
        if caller is None:
            return None
        encodings = _text(headers, b"accept-encoding") or ""
        try:
            data = await self._read(scope, request_of(parse_json(body)), caller)
        except (BadBody, RequestRefused, RateLimited):
            return None
        except TimedOut as refusal:  # the ordinary door would only wait as long again
            request_id = scope["request_id"] = new_id().hex
            slow = show(too_slow(refusal, request_id), media_type, encodings)
            return _start(slow.status_code, [*slow.raw_headers, *safe], request_id), bytes(slow.body)
        if data is None:
            return None
        content, encoding = packed(b'{"data":' + data + b"}", encodings)
        request_id = scope["request_id"] = new_id().hex
        raw = headers_of(media_type, len(content), encoding)
        return _start(200, [*raw, *safe], request_id), content

    def _caller(self, authorization: bytes) -> Caller | None:
        if authorization[: len(BEARER)].lower() != BEARER:
            return None
        return self.recall(authorization[len(BEARER) :].strip().decode("latin-1"))

    async def _read(self, scope: Scope, request: GraphQLRequest, caller: Caller) -> bytes | None:
        prepared = self.engine.kept(request)
        if prepared is None:
            return None
        viewer = caller.viewer
        await self.allowance.spend(str(viewer.id), viewer.rate_per_minute)
        scope[COUNTED] = True
        return await self.engine.planned(prepared, request, viewer, caller.proof)


def _start(status: int, headers: list[Header], request_id: str) -> Message:
    named = [*headers, (b"x-request-id", request_id.encode())]
    return {"type": "http.response.start", "status": status, "headers": named}


def _text(headers: Mapping[bytes, bytes], name: bytes) -> str | None:
    value = headers.get(name)
    return None if value is None else value.decode("latin-1")


def _again(first: Message, receive: Receive) -> Receive:
    """A `receive` that gives the first message once more."""
    waiting: list[MutableMapping[str, Any]] = [first]

    async def replayed() -> Message:
        return waiting.pop() if waiting else await receive()

    return replayed
