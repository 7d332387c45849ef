"""Loopback ports: a free one, a listening socket, and who holds a taken one."""

import socket
from contextlib import suppress
from pathlib import Path

import psutil

LOOPBACK = "127.0.0.1"
BACKLOG = 1024


def free_port() -> int:
    """A loopback port that nobody listens on at this moment."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def _is_free(port: int) -> bool:
    """True where a server could listen on this loopback port now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
        return True


def usual_port(note: Path) -> int:
    """The port written in `note` at an earlier start, so that addresses stay true; another one where it is taken."""
    with suppress(FileNotFoundError, ValueError):
        usual = int(note.read_text())
        if _is_free(usual):
            return usual
    fresh = free_port()
    note.write_text(str(fresh))
    return fresh


def listen_on(host: str, port: int) -> socket.socket:
    """A listening socket that child processes may inherit. Raises OSError where the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError:
        listener.close()
        raise
    listener.set_inheritable(True)
    return listener


def holder_of(port: int) -> str | None:
    """Who listens on the port, as "name (pid N)"; None where the system does not tell."""
    with suppress(psutil.Error):
        for connection in psutil.net_connections(kind="tcp"):
            if connection.status == psutil.CONN_LISTEN and connection.laddr and connection.laddr.port == port:
                return _described(connection.pid)
    return None


def _described(pid: int | None) -> str | None:
    if pid is None:
        return None
    with suppress(psutil.Error):
        return f"{psutil.Process(pid).name()} (pid {pid})"
    return f"pid {pid}"
