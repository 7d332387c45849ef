"""GraphQL over HTTP as the specification says: GET and POST, both media types, and a status for each failure."""

import gzip
from typing import Any

import orjson
import structlog
from graphql import GraphQLError, OperationType
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from api.graphql.base.body import BadBody, parse_json, read_body, request_of, request_of_query
from api.graphql.base.documents import RequestRefused
from api.graphql.base.engine import Answer, GraphQLRequest, refused_answer
from api.graphql.base.entry import Entry
from api.graphql.base.errors import BAD_REQUEST
from api.graphql.base.negotiation import GRAPHQL, HTML, JSON, accepted, is_json

OFFERS = (JSON, GRAPHQL)
GZIP_FROM_BYTES = 4_096
NEVER_KEPT = {"Cache-Control": "no-store", "Vary": "Accept, Accept-Encoding"}
ALLOWED = "GET, POST, OPTIONS"
ANSWERED_BY = "X-Answered-By"
"""In development: the plan, or the executor and why."""
# over application/json a request that was well formed HTTP is answered with 200, whatever GraphQL thinks of it
PLAIN_STATUSES = frozenset({401, 429, 504})


class HTTPEndpoint:
    """The ASGI app behind /graphql for plain requests."""

    def __init__(self, entry: Entry) -> None:
        self._entry = entry

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        request = Request(scope, receive)
        media_type = accepted(request.headers.get("accept"), OFFERS)
        try:
            response = await self._respond(request, media_type)
        except BadBody as refusal:
            response = failure(refusal.sentence, refusal.status, media_type or JSON)
        await response(scope, receive, send)

    async def _respond(self, request: Request, media_type: str | None) -> Response:
        if request.method not in ("GET", "POST"):
            return failure("Use GET or POST.", 405, JSON, Allow=ALLOWED)
        if request.method == "GET" and _is_browser(request):
            return RedirectResponse("/docs", 303)
        if media_type is None:
            return failure(f"Accept {GRAPHQL} or {JSON}.", 406, JSON)
        answer = await self._answer(request)
        shown = show(answer, media_type, request.headers.get("accept-encoding", ""))
        if self._entry.settings.is_local and answer.how:
            shown.headers[ANSWERED_BY] = answer.how.encode("ascii", "replace").decode()[:200]
        return shown

    async def _answer(self, request: Request) -> Answer:
        parsed = await read_request(request, self._entry.settings.body_limit_bytes)
        try:
            context = await self._entry.context(request)
            prepared = self._entry.engine.prepare(parsed, context)
        except RequestRefused as refusal:
            return refused_answer(refusal.errors, status=refusal.status)
        structlog.contextvars.bind_contextvars(operation=prepared.name)
        if prepared.kind is OperationType.SUBSCRIPTION:
            raise BadBody(
                "Subscribe over WebSocket on /graphql, or with server-sent events on /graphql/stream."
            )
        if prepared.kind is OperationType.MUTATION and request.method == "GET":
            raise BadBody("A mutation must be sent with POST.", 405)
        return await self._entry.engine.run(prepared, parsed, context)


async def read_request(request: Request, limit: int) -> GraphQLRequest:
    """The GraphQL request in a GET's query string or a POST's body. Raises BadBody."""
    if request.method == "GET":
        return request_of_query(request.query_params)
    if not is_json(request.headers.get("content-type")):
        raise BadBody("Content-Type must be application/json in UTF-8.", 415)
    return request_of(parse_json(await read_body(request, limit)))


def show(answer: Answer, media_type: str, encodings: str) -> Response:
    """The answer with its status, media type and headers."""
    headers = dict(NEVER_KEPT)
    status = _status(answer, media_type)
    if answer.retry_after_seconds is not None:
        headers["Retry-After"] = str(answer.retry_after_seconds)
    if status == 401:
        headers["WWW-Authenticate"] = 'Bearer error="invalid_token"'
    content, encoding = packed(orjson.dumps(answer.body()), encodings)
    if encoding:
        headers["Content-Encoding"] = encoding
    return Response(content, status, headers, media_type=f"{media_type}; charset=utf-8")


def packed(content: bytes, encodings: str) -> tuple[bytes, str]:
    """The content, and how it is encoded: gzip where it is large and the client takes it."""
    if len(content) < GZIP_FROM_BYTES or "gzip" not in encodings:
        return content, ""
    return gzip.compress(content, compresslevel=1), "gzip"


def headers_of(media_type: str, length: int, encoding: str) -> list[tuple[bytes, bytes]]:
    """The headers of a good answer, as ASGI takes them."""
    headers = {**NEVER_KEPT, "Content-Type": f"{media_type}; charset=utf-8", "Content-Length": str(length)}
    if encoding:
        headers["Content-Encoding"] = encoding
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]


def _status(answer: Answer, media_type: str) -> int:
    if answer.data is None and answer.retry_after_seconds is not None:
        return 429
    if answer.has_data or (media_type == JSON and answer.status not in PLAIN_STATUSES):
        return 200
    return answer.status


def failure(sentence: str, status: int, media_type: str, **headers: str) -> Response:
    """What is wrong with a request that is no GraphQL request, as GraphQL clients can read it."""
    if status == 405:
        headers.setdefault("Allow", "POST" if "POST" in sentence else ALLOWED)
    error = GraphQLError(sentence, extensions={"code": BAD_REQUEST})
    body: dict[str, Any] = {"errors": [error.formatted]}
    return Response(orjson.dumps(body), status, headers, media_type=f"{media_type}; charset=utf-8")


def _is_browser(request: Request) -> bool:
    accept = request.headers.get("accept", "")
    return HTML in accept and "query" not in request.query_params
