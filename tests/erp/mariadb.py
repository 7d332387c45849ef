"""A MariaDB or MySQL of one's own, where one is installed."""

import os
import secrets
import shutil
import socket
import subprocess
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import pymysql
import pytest

from api.erp.types import Source, SourceKind
from tests.erp.shops import PASSWORD, Shop

SERVER = shutil.which("mariadbd") or shutil.which("mysqld") or shutil.which("mariadbd", path="/usr/sbin")
INSTALL = shutil.which("mariadb-install-db")
START_SECONDS = 30


@contextmanager
def running(folder: Path) -> Iterator[int]:
    """Starts a MariaDB and gives its port; skips the test where none is installed."""
    if not (SERVER and INSTALL):
        pytest.skip("no MariaDB is installed: its packages bring mariadbd and mariadb-install-db")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    plain = ["--no-defaults", f"--datadir={folder / 'mariadb'}"]
    made = subprocess.run(
        [INSTALL, *plain, "--auth-root-authentication-method=normal"],
        check=False,
        capture_output=True,
        text=True,
    )
    assert made.returncode == 0, made.stdout[-2000:] + made.stderr[-2000:]
    as_root = ["--user=root"] if os.geteuid() == 0 else []
    listening = [f"--port={port}", "--bind-address=127.0.0.1", f"--socket={folder / 'm.sock'}"]
    with (folder / "mariadb.log").open("wb") as log:
        server = subprocess.Popen([SERVER, *plain, *as_root, *listening], stdout=log, stderr=log)
    try:
        _connected(port).close()
        yield port
    finally:
        server.terminate()
        server.wait(START_SECONDS)


@contextmanager
def mysql_shop(port: int) -> Iterator[Shop]:
    """A shop with a database of its own there, and a login that may only read."""
    with closing(_connected(port)) as root:
        yield _shop(root, port)


def _connected(port: int) -> pymysql.Connection:
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            return pymysql.connect(
                host="127.0.0.1", port=port, user="root", autocommit=True, charset="utf8mb4"
            )
        except pymysql.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def _shop(root: pymysql.Connection, port: int) -> Shop:
    name = f"shop_{secrets.token_hex(4)}"

    def execute(sql: str, values: Sequence[object] = (), /) -> object:
        with root.cursor() as cursor:
            return cursor.execute(sql.replace("%", "%%").replace("?", "%s"), tuple(values))

    execute(f"CREATE DATABASE {name} CHARACTER SET utf8mb4")
    execute(f"CREATE USER '{name}'@'127.0.0.1' IDENTIFIED BY '{PASSWORD}'")
    execute(f"GRANT SELECT ON {name}.* TO '{name}'@'127.0.0.1'")
    execute(f"USE {name}")
    execute("SET SESSION sql_mode = 'ANSI_QUOTES'")
    source = Source(
        id=uuid.uuid4(),
        version=1,
        kind=SourceKind.MYSQL,
        host="127.0.0.1",
        port=port,
        database=name,
        username=name,
        password=PASSWORD,
        connect_timeout_seconds=3,
        query_timeout_seconds=5,
    )
    return Shop(source, execute, "DATETIME(6)")
