"""The development inbox: every message that would have been sent, for whoever tries the app."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

ReadInbox = Callable[[str | None], Awaitable[Sequence[Mapping[str, str]]]]
NO_STORE = {"Cache-Control": "no-store"}

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="5"><title>Development inbox</title>
<link rel="stylesheet" href="/docs/docs.css"></head>
<body class="inbox"><main><h1>Development inbox</h1>
<p>Messages that would have gone out, newest first. This page exists in development only.</p>
{messages}</main></body></html>"""
MESSAGE = (
    "<article><header><strong>{to}</strong> <span>{channel}</span> <time>{at}</time></header>"
    "<p>{text}</p></article>"
)
EMPTY = '<p class="empty">No message yet. Ask for a sign-in code and it appears here.</p>'


def inbox_routes(read: ReadInbox) -> list[Route]:
    """/dev/inbox for people and /dev/inbox.json?to=+E164 for programs, newest first."""

    async def as_json(request: Request) -> Response:
        # a plus that was not escaped in the address arrives as a space
        to = request.query_params.get("to", "").replace(" ", "+") or None
        return JSONResponse(list(await read(to)), headers=NO_STORE)

    async def as_page(_: Request) -> Response:
        messages = "".join(_shown(each) for each in await read(None))
        return HTMLResponse(PAGE.format(messages=messages or EMPTY), headers=NO_STORE)

    return [Route("/dev/inbox.json", as_json), Route("/dev/inbox", as_page)]


def no_inbox_routes() -> list[Route]:
    """Outside development nothing is under /dev."""

    async def nothing(_: Request) -> Response:
        return PlainTextResponse("There is nothing here.\n", 404)

    return [Route("/dev/{rest:path}", nothing)]


def _shown(message: Mapping[str, str]) -> str:
    parts = {name: escape(message.get(name, "")) for name in ("to", "channel", "at", "text")}
    return MESSAGE.format(**parts)
