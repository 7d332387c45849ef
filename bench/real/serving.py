"""The source in a process of its own: its work is not the API's, nor the browser's."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from tests.erp.tds import TdsServer

START_SECONDS = 30.0


@dataclass
class Served:
    """Where the server is, and who may read it."""

    port: int
    database: str
    username: str
    password: str


@contextmanager
def tds_server(path: Path) -> Iterator[Served]:
    """A server that speaks TDS over a SQLite file. Raises TimeoutError where it does not start."""
    processes = get_context("spawn")
    here, there = processes.Pipe()
    process = processes.Process(target=_serve, args=(path, there), daemon=True)
    process.start()
    try:
        if not here.poll(START_SECONDS):
            raise TimeoutError("the source did not start")
        yield here.recv()
        here.send(None)
        process.join(START_SECONDS)
    finally:
        process.kill()


def _serve(path: Path, there: Connection) -> None:
    with TdsServer(path) as server:
        there.send(Served(server.port, server.database, server.username, server.password))
        there.recv()
