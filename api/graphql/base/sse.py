"""Server-sent events as graphql-sse's distinct connections mode: one operation, one stream of `next` and `complete`."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator

import orjson
from graphql import OperationType
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from api.graphql.base.body import BadBody
from api.graphql.base.documents import RequestRefused
from api.graphql.base.engine import Answer, refused_answer
from api.graphql.base.entry import Entry, seconds_left
from api.graphql.base.http import ALLOWED, failure, read_request, show
from api.graphql.base.negotiation import EVENTS, JSON, accepted

HEARTBEAT_SECONDS = 12.0
HEARTBEAT = b":\n\n"
COMPLETE = b"event: complete\ndata: \n\n"
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no", "Connection": "keep-alive"}


class SSEEndpoint:
    """The ASGI app behind /graphql/stream."""

    def __init__(self, entry: Entry) -> None:
        self._entry = entry

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Opens one stream."""
        request = Request(scope, receive)
        try:
            response = await self._respond(request)
        except BadBody as refusal:
            response = failure(refusal.sentence, refusal.status, JSON)
        await response(scope, receive, send)

    async def _respond(self, request: Request) -> Response:
        if request.method not in ("GET", "POST"):
            return failure("Use GET or POST.", 405, JSON, Allow=ALLOWED)
        if accepted(request.headers.get("accept"), (EVENTS,)) is None:
            return failure(f"Accept {EVENTS}.", 406, JSON)
        parsed = await read_request(request, self._entry.settings.body_limit_bytes)
        try:
            context = await self._entry.context(request)
        except RequestRefused as refusal:
            return show(refused_answer(refusal.errors, status=refusal.status), JSON, "")
        try:
            prepared = self._entry.engine.prepare(parsed, context)
        except RequestRefused as refusal:
            return _stream(_once(refused_answer(refusal.errors)), None)
        if prepared.kind is OperationType.MUTATION and request.method == "GET":
            raise BadBody("A mutation must be sent with POST.", 405)
        return _stream(self._entry.engine.stream(prepared, parsed, context), seconds_left(context.viewer))


def _stream(answers: AsyncGenerator[Answer, None], seconds: float | None) -> Response:
    return StreamingResponse(_events(answers, seconds), media_type=EVENTS, headers=HEADERS)


async def _once(answer: Answer) -> AsyncGenerator[Answer, None]:
    yield answer


async def _events(answers: AsyncGenerator[Answer, None], seconds: float | None) -> AsyncIterator[bytes]:
    """The stream's bytes. It breaks off without `complete` when the token expires, so that clients come back."""
    loop = asyncio.get_running_loop()
    ends_at = None if seconds is None else loop.time() + seconds
    following = asyncio.ensure_future(anext(answers, None))
    try:
        yield HEARTBEAT
        while ends_at is None or loop.time() < ends_at:
            wait = HEARTBEAT_SECONDS if ends_at is None else min(HEARTBEAT_SECONDS, ends_at - loop.time())
            done, _ = await asyncio.wait({following}, timeout=wait)
            if not done:
                yield HEARTBEAT
                continue
            answer = following.result()
            if answer is None:
                yield COMPLETE
                return
            yield b"event: next\ndata: " + orjson.dumps(answer.body()) + b"\n\n"
            following = asyncio.ensure_future(anext(answers, None))
    finally:
        following.cancel()
        await asyncio.wait({following})
        await answers.aclose()
