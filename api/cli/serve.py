"""One API process on a port of its own or on a listening socket that a supervisor hands down."""

import socket

import uvicorn

from api.cli.screen import stop_with
from api.core.embedded import holder_of, listen_on

APPLICATION = "api.app:create_app"
STOP_SECONDS = 2
WS_MAX_BYTES = 262_144  # a GraphQL message; larger ones close the socket with 1009


def open_port(host: str, port: int) -> socket.socket:
    """A listening socket; ends the command with the holder's name where the port is taken."""
    try:
        return listen_on(host, port)
    except OSError as error:
        holder = holder_of(port)
        why = (
            f"port {port} is taken by {holder}"
            if holder
            else f"cannot listen on {host}:{port}: {error.strerror}"
        )
        stop_with(f"{why}. Give another one with --port N, or --port 0 for any that is free.")


def serve(*, host: str, port: int, fd: int | None, trusted_proxies: tuple[str, ...] = ()) -> None:
    """Serves until told to stop; open sockets get two seconds."""
    listener = socket.socket(fileno=fd) if fd is not None else open_port(host, port)
    configuration = uvicorn.Config(
        APPLICATION,
        factory=True,
        http="httptools",
        ws="websockets-sansio",
        ws_max_size=WS_MAX_BYTES,
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
