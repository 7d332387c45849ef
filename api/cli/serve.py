"""One API process on a port of its own or on a listening socket that a supervisor hands down."""

import socket

import uvicorn

from api.core.embedded import listen_on

APPLICATION = "api.app:app"
STOP_SECONDS = 2


def serve(*, host: str, port: int, fd: int | None, trusted_proxies: tuple[str, ...] = ()) -> None:
    """Serves until told to stop; open sockets get two seconds."""
    listener = socket.socket(fileno=fd) if fd is not None else listen_on(host, port)
    configuration = uvicorn.Config(
        APPLICATION,
        http="httptools",
        ws="websockets-sansio",
        loop="auto",
        lifespan="on",
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=STOP_SECONDS,
        proxy_headers=bool(trusted_proxies),
        forwarded_allow_ips=list(trusted_proxies),
    )
    uvicorn.Server(configuration).run(sockets=[listener])
