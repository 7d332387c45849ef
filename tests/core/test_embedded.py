"""Embedded servers: one holder of a folder, crashes mended, data kept, secrets private."""

import asyncio
import os
import signal
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import psutil
import pytest
from redis import Redis

from api.core.embedded import (
    DataFolder,
    EmbeddedServers,
    FolderInUseError,
    Process,
    RunningState,
    ServerStartError,
    free_port,
    holder_of,
    listen_on,
)

pytestmark = pytest.mark.integration


async def _run(url: str, sql: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


def _redis(url: str) -> Redis:
    client: Redis = Redis.from_url(url, decode_responses=True)
    return client


@pytest.fixture(scope="module")
def servers(session_scratch: Path) -> Iterator[EmbeddedServers]:
    """Both servers over a folder of their own, as `regulars up` runs them."""
    with DataFolder(session_scratch / "embedded") as folder, EmbeddedServers(folder) as running:
        yield running


def test_a_killed_postgres_comes_back_with_what_was_committed(servers: EmbeddedServers) -> None:
    """Given a committed row, when the postmaster is killed and started again, then row and address stay."""
    asyncio.run(_run(servers.database_url, "CREATE TABLE kept AS SELECT 7 AS n"))
    url, pid = servers.database_url, servers.postgres.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    servers.postgres.wait(timeout_seconds=5)
    servers.postgres.start()
    assert servers.database_url == url
    assert asyncio.run(_run(url, "SELECT n FROM kept")) == 7


def test_a_killed_valkey_comes_back_with_what_was_written(servers: EmbeddedServers) -> None:
    """Given a written key on disk, when the server is killed hard and started again, then key and address stay."""
    url, pid = servers.redis_url, servers.valkey.pid
    assert pid is not None
    with _redis(url) as client:
        client.set("kept", "7")
        client.execute_command("WAITAOF", 1, 0, 2000)
    os.kill(pid, signal.SIGKILL)
    servers.valkey.wait(timeout_seconds=5)
    servers.valkey.start()
    assert servers.redis_url == url
    with _redis(url) as client:
        assert client.get("kept") == "7"


@pytest.mark.security
def test_nobody_enters_without_the_password(servers: EmbeddedServers) -> None:
    """Given the addresses without their passwords, when somebody connects, then both servers refuse."""
    bare = servers.database_url.replace(servers.postgres.password, "guess")
    with pytest.raises(asyncpg.InvalidPasswordError):
        asyncio.run(_run(bare, "SELECT 1"))
    with (
        _redis(f"redis://127.0.0.1:{servers.valkey.port}/0") as client,
        pytest.raises(Exception, match="Authentication required"),
    ):
        client.get("kept")


def test_text_is_sorted_and_folded_as_unicode(servers: EmbeddedServers) -> None:
    """Given names with accents, when they are lowered, then letters outside ASCII are lowered too."""
    assert asyncio.run(_run(servers.database_url, "SELECT lower('ÉMILIE ÖZ')")) == "émilie öz"


def test_a_half_made_cluster_is_made_anew(scratch: Path) -> None:
    """Given what a kill during the first start leaves, when servers start, then a whole cluster is made."""
    (scratch / "postgres.new").mkdir()
    (scratch / "postgres.new" / "PG_VERSION").write_text("18")
    with DataFolder(scratch) as folder, EmbeddedServers(folder, durable=False) as servers:
        assert asyncio.run(_run(servers.database_url, "SELECT 1")) == 1


def test_a_folder_has_one_holder_and_tells_who(tmp_path: Path) -> None:
    """Given a held folder, when another wants it, then it is told pid and address; later it is free."""
    with DataFolder(tmp_path) as folder:
        folder.note(RunningState(pid=4711, url="http://127.0.0.1:8000"))
        with pytest.raises(FolderInUseError, match=r"in use by pid 4711, serving http://127\.0\.0\.1:8000"):
            DataFolder(tmp_path).hold()
        assert DataFolder(tmp_path).is_held()
    assert not DataFolder(tmp_path).is_held()
    with DataFolder(tmp_path) as folder:
        assert folder.running() is None


def test_what_a_killed_holder_left_running_is_ended(tmp_path: Path) -> None:
    """Given a child noted by a holder that is gone, when it is held anew, then the child ends; a stranger stays."""
    orphan, stranger = (Process(name, ["sleep", "60"]) for name in ("orphan", "stranger"))
    orphan.start()
    stranger.start()
    assert orphan.pid is not None
    assert stranger.pid is not None
    since = psutil.Process(orphan.pid).create_time()
    folder = DataFolder(tmp_path)
    folder.note(RunningState(pid=1, children={"a": (orphan.pid, since), "b": (stranger.pid, since - 1000)}))
    with folder:
        assert not orphan.is_running()
        assert stranger.is_running()
    stranger.ask_to_stop()
    stranger.wait(timeout_seconds=5)


@pytest.mark.security
def test_secrets_are_made_once_and_only_the_owner_reads_them(tmp_path: Path) -> None:
    """Given a folder, when a secret is asked for twice, then it is the same, long, and in a file of the owner alone."""
    folder = DataFolder(tmp_path)
    first = folder.secret("secret_key")
    assert DataFolder(tmp_path).secret("secret_key") == first
    assert folder.secret("other") != first
    assert len(first) == 64
    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600


def test_a_server_that_does_not_come_up_tells_its_last_words(tmp_path: Path) -> None:
    """Given a command that fails, when it is waited for, then the error carries the end of its log."""
    process = Process("broken", ["sh", "-c", "echo no such thing; exit 3"], log=tmp_path / "log")
    process.start()
    with pytest.raises(ServerStartError, match=r"(?s)broken ended with code 3.*no such thing"):
        process.wait_until(lambda: False, timeout_seconds=10)


def test_a_taken_port_is_told_with_its_holder() -> None:
    """Given a listening socket, when the port is asked for, then this process is named and a second one is refused."""
    port = free_port()
    with listen_on("127.0.0.1", port):
        assert f"(pid {os.getpid()})" in str(holder_of(port))
        with pytest.raises(OSError, match="in use"):
            listen_on("127.0.0.1", port)
    assert holder_of(port) is None
    with socket.socket() as again:
        again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        again.bind(("127.0.0.1", port))
