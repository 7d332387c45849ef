"""Lists of customers as files: POST /imports takes one in, GET /exports/... gives one out by a signed link."""

from collections.abc import Awaitable, Callable
from typing import Protocol
from urllib.parse import unquote
from uuid import UUID

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from api import directory
from api.core.audit import Actor
from api.core.errors import BadInput, Forbidden, NotFound, RateLimited, Refusal, Unauthenticated
from api.core.ids import to_global_id

STATUS: dict[type[Refusal], int] = {Unauthenticated: 401, Forbidden: 403, RateLimited: 429}


class Caller(Protocol):
    """Who sends the file: a viewer, as far as this door asks."""

    def may(self, permission: str) -> bool:
        """Whether they may."""
        ...

    def the_program(self) -> UUID:
        """The program of the business in which they work."""
        ...

    def the_business(self) -> UUID:
        """That business."""
        ...

    def actor(self) -> Actor:
        """The same for the audit."""
        ...


def list_routes(caller: Callable[[Request], Awaitable[Caller]]) -> list[Route]:
    """/imports and /exports/{run}/{until}/{signature}. `caller` answers who asks, or refuses."""

    async def bring(request: Request) -> Response:
        try:
            viewer = await caller(request)
            tenant = viewer.the_program(), viewer.the_business()
            if not viewer.may("customers.bulk"):
                raise Forbidden("You are not allowed to do this.", params={"permission": "customers.bulk"})
            run_id = await directory.begin_import(
                viewer.actor(),
                *tenant,
                await _content(request),
                unquote(request.headers.get("x-file-name", ""))[:200],
                idempotency_key=request.headers.get("idempotency-key", ""),
            )
        except Refusal as refusal:
            told = {"code": refusal.code, "message": refusal.message, "params": refusal.params}
            return JSONResponse(told, STATUS.get(type(refusal), 422))
        return JSONResponse({"runId": to_global_id("BulkRun", run_id)}, 201)

    return [
        Route("/imports", bring, methods=["POST"]),
        Route("/exports/{run}/{until:int}/{signature}", _take, methods=["GET"]),
    ]


async def _content(request: Request) -> bytes:
    """The body, as far as a file may be long."""
    content = bytearray()
    async for piece in request.stream():
        content += piece
        if len(content) > directory.MAX_BYTES:
            raise BadInput("Please use a file of at most 10 MB.", path=("file",))
    return bytes(content)


async def _take(request: Request) -> Response:
    given = request.path_params
    try:
        file, pieces = await directory.download(_key(given["run"]), given["until"], given["signature"])
    except NotFound as refusal:
        return PlainTextResponse(f"{refusal.message}\n", 404)
    headers = {
        "Content-Disposition": f'attachment; filename="{file.name}"',
        "Cache-Control": "private, no-store",
    }
    return StreamingResponse(pieces, headers=headers, media_type=file.content_type)


def _key(text: str) -> UUID:
    """The id in the address; for what is none, an id that no run has."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)
