"""Serves an app on a loopback port inside the test's own event loop."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from starlette.types import ASGIApp
from typing_extensions import override

WS_MAX_BYTES = 262_144


class _Server(uvicorn.Server):
    """A server that tells when it serves."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.serves = asyncio.Event()

    @override
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.serves.set()


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
    server = _Server(configuration)
    serving = asyncio.create_task(server._serve([listener]))
    await server.serves.wait()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        with contextlib.suppress(asyncio.CancelledError):
            await serving
        listener.close()
