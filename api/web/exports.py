"""What somebody asked to have of their own data: behind a link that cannot be guessed, for a day."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from api import customers

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Disposition": 'attachment; filename="regulars-my-data.json"',
}


def export_routes() -> list[Route]:
    """/exports/{token}."""

    async def export(request: Request) -> Response:
        content = await customers.read_export(request.path_params["token"])
        if content is None:
            return PlainTextResponse("This link is no longer good. Please ask for your data again.\n", 404)
        return Response(content, headers=HEADERS, media_type="application/json")

    return [Route("/exports/{token}", export)]
