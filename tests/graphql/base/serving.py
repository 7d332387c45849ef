"""Serves an app on a loopback port inside the test's own event loop."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from starlette.types import ASGIApp

WS_MAX_BYTES = 262_144


@asynccontextmanager
async def served(app: ASGIApp) -> AsyncIterator[str]:
    """`http://127.0.0.1:port` of the app, stopped at the end of the block."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    configuration = uvicorn.Config(
        app,
        http="httptools",
        ws="websockets-sansio",
        ws_max_size=WS_MAX_BYTES,
        lifespan="on",
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(configuration)
    serving = asyncio.create_task(server._serve([listener]))
    while not server.started and not serving.done():
        await asyncio.sleep(0)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        with contextlib.suppress(asyncio.CancelledError):
            await serving
        listener.close()
