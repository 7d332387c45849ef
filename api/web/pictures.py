"""Pictures of shops (logos): named by an id that cannot be guessed, unchanging, so kept for ever."""

from uuid import UUID

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from api.core import files

IMMUTABLE = "public, max-age=31536000, immutable"


def picture_routes() -> list[Route]:
    """/files/{id}."""

    async def picture(request: Request) -> Response:
        found = await files.read(_key(request.path_params["key"]))
        if found is None:
            return PlainTextResponse("There is no such file.\n", 404)
        headers = {"Cache-Control": IMMUTABLE, "ETag": f'"{found.id.hex}"'}
        if headers["ETag"] in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return Response(found.content, headers=headers, media_type=found.content_type)

    return [Route("/files/{key}", picture)]


def _key(text: str) -> UUID:
    """The id in the address; for what is none, an id that no file has."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)
