"""/docs: the API explained, examples that run, the schema to download, and a place to try queries in development."""

from collections.abc import Callable
from pathlib import Path

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

FOLDER = Path(__file__).parent / "pages"
DOWNLOAD = {"Content-Disposition": 'attachment; filename="schema.graphql"', "Cache-Control": "no-cache"}


def docs_routes(sdl: Callable[[], str], public_url: str, *, with_ide: bool) -> list[Route | Mount]:
    """The pages. `sdl` is called when the schema is downloaded; the IDE is left out unless `with_ide`."""
    page = (FOLDER / "docs.html").read_text().replace("{{url}}", public_url.rstrip("/"))
    page = page.replace("{{ide}}", (FOLDER / "ide.html").read_text() if with_ide else "")

    async def docs(_: Request) -> Response:
        return HTMLResponse(page, headers={"Cache-Control": "no-cache"})

    async def schema(_: Request) -> Response:
        text = await to_thread.run_sync(sdl)  # made at the first call, which takes a moment
        return PlainTextResponse(text, headers=DOWNLOAD, media_type="application/graphql; charset=utf-8")

    return [
        Route("/docs", docs),
        Route("/docs/schema.graphql", schema),
        Mount("/docs", StaticFiles(directory=FOLDER / "static")),
    ]
