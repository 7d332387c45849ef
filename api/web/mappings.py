"""Mappings of a shop's own system as JSON: POST /erp/mappings keeps one, after it was tried over real rows."""

from collections.abc import Awaitable, Callable

import orjson
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from api import erp
from api.core.errors import (
    BadInput,
    Conflict,
    Forbidden,
    NotFound,
    RateLimited,
    Refusal,
    Unauthenticated,
)
from api.core.ids import key_of, to_global_id
from api.web.lists import Caller

MAX_BYTES = 200_000
STATUS: tuple[tuple[type[Refusal], int], ...] = (
    (Unauthenticated, 401),
    (Forbidden, 403),
    (NotFound, 404),
    (Conflict, 409),
    (RateLimited, 429),
    (erp.SourceUnreachable, 502),
)


def mapping_routes(caller: Callable[[Request], Awaitable[Caller]]) -> list[Route]:
    """/erp/mappings. `caller` answers who asks, by an API key or a token of staff, or refuses."""

    async def keep(request: Request) -> Response:
        try:
            viewer = await caller(request)
            tenant = viewer.the_program(), viewer.the_business()
            if not viewer.may("erp.manage"):
                raise Forbidden("You are not allowed to do this.", params={"permission": "erp.manage"})
            told = await _told(request)
            which = told.get("connection_id")
            saved = await erp.save_mapping_payload(
                viewer.actor(),
                *tenant,
                told.get("mapping_type"),
                told.get("mappings"),
                connection_id=None
                if which is None
                else key_of(str(which), "ErpConnection", path=("connection_id",)),
            )
        except Refusal as refusal:
            return _refused(refusal)
        return JSONResponse(
            {
                "mapping_id": to_global_id("ErpMapping", saved.id),
                "stream_id": to_global_id("ErpStream", saved.stream_id),
                "version": saved.version,
                "rows_seen": saved.rows_seen,
                "rows_dead": saved.rows_dead,
            },
            201,
        )

    return [Route("/erp/mappings", keep, methods=["POST"])]


async def _told(request: Request) -> dict[str, object]:
    content = bytearray()
    async for piece in request.stream():
        content += piece
        if len(content) > MAX_BYTES:
            raise BadInput("A mapping has at most 200 kB.")
    try:
        told = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise BadInput("This is not JSON.") from error
    if not isinstance(told, dict):
        raise BadInput("A mapping is an object with mapping_type and mappings.")
    return told


def _refused(refusal: Refusal) -> JSONResponse:
    """The code, a sentence, and the place in the payload: its rows are called `mappings` there."""
    path = [
        "mappings" if place == 0 and name in ("rows", "lines") else name
        for place, name in enumerate(refusal.path)
    ]
    told = {"code": refusal.code, "message": refusal.message, "path": path, "params": refusal.params}
    status = next((number for kind, number in STATUS if isinstance(refusal, kind)), 422)
    return JSONResponse(told, status)
