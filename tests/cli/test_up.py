"""`regulars up` on one machine: one holder, named ports, quick ends, nothing lost."""

import asyncio
import re
import signal
from pathlib import Path

import asyncpg
import httpx
import psutil
import pytest
from websockets.asyncio.client import connect

from tests.support.installation import Installation, regulars, secrets_of

pytestmark = [pytest.mark.integration, pytest.mark.xdist_group("cli"), pytest.mark.timeout(300)]

INSERT = """
    INSERT INTO stored_file (id, program_id, business_id, content_type, sha256, content)
    VALUES (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'kept/over', 'x', '')
"""


def test_it_serves_on_a_free_port(running: Installation) -> None:
    """Given `up --port 0`, when it says ready, then its health is good."""
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+", running.url)
    assert httpx.get(f"{running.url}/health").status_code == 200


def test_a_second_up_on_the_same_data_says_who_and_where(running: Installation) -> None:
    """Given a running installation, when `up` runs again on its folder, then it says so and changes nothing."""
    before = running.state
    second = regulars(
        "up", "--no-browser", "--port", "0", "--data", str(running.data), cwd=running.data.parent
    )
    assert second.returncode == 1
    assert f"pid {before.pid}, serving {running.url}" in second.stderr
    assert running.state == before
    assert httpx.get(f"{running.url}/health").status_code == 200


def test_a_taken_port_is_named_with_its_holder(running: Installation, scratch: Path) -> None:
    """Given a port in use, when `up` wants it for another folder, then it says whose it is and starts nothing."""
    port = running.url.rpartition(":")[2]
    second = regulars("up", "--no-browser", "--port", port, "--data", str(scratch / "other"), cwd=scratch)
    assert second.returncode == 1
    assert re.search(rf"port {port} is taken by \S+ \(pid \d+\)", second.stderr)
    assert not (scratch / "other" / "postgres").exists()


def test_migrate_joins_the_running_servers(running: Installation) -> None:
    """Given a running installation, when `migrate` is given its folder, then it works on the same database."""
    done = regulars("migrate", "--data", str(running.data), cwd=running.data.parent)
    assert (done.returncode, done.stdout) == (0, "nothing to migrate\n")


@pytest.mark.parametrize("name", ["api", "worker", "valkey", "postgres"])
def test_what_dies_is_started_again(running: Installation, name: str) -> None:
    """Given a killed child, when the supervisor sees it, then the child runs again and the API is well."""
    before = running.state.children[name][0]
    psutil.Process(before).send_signal(signal.SIGKILL)
    running.wait_for_line(f"{name} died and is started again")
    health = httpx.Client(transport=httpx.HTTPTransport(retries=20), timeout=20)
    assert health.get(f"{running.url}/health").status_code == 200
    health.close()


@pytest.mark.performance
async def test_ctrl_c_ends_all_within_five_seconds_with_open_sockets(scratch: Path) -> None:
    """Given an open WebSocket and a kept connection, when Ctrl-C comes, then all is gone in under 5 s."""
    installation = Installation(scratch / "data")
    await asyncio.to_thread(installation.start)
    socket = await connect(f"ws{installation.url[4:]}/graphql", subprotocols=["graphql-transport-ws"])  # type: ignore[list-item]
    await socket.send('{"type":"connection_init"}')
    assert "connection_ack" in str(await socket.recv())
    async with httpx.AsyncClient() as kept:
        assert (await kept.get(f"{installation.url}/health")).status_code == 200
        seconds = await asyncio.to_thread(installation.interrupt)
    await socket.close()
    assert seconds < 5
    assert installation.leftovers() == []
    assert not (installation.data / "running.json").exists()


async def test_kill_9_and_up_again_loses_nothing(scratch: Path) -> None:
    """Given a committed row, when the supervisor is killed hard and `up` runs again, then row and secrets are there."""
    installation = Installation(scratch / "data")
    await asyncio.to_thread(installation.start)
    connection = await asyncpg.connect(installation.state.database_url)
    await connection.execute(INSERT)
    secrets = secrets_of(installation.data)
    await asyncio.to_thread(installation.kill)
    connection.terminate()

    again = Installation(installation.data)
    await asyncio.to_thread(again.start)
    connection = await asyncpg.connect(again.state.database_url)
    kept = await connection.fetchval("SELECT count(*) FROM stored_file WHERE content_type = 'kept/over'")
    await connection.close()
    await asyncio.to_thread(again.stop)
    assert kept == 1
    assert secrets_of(again.data) == secrets
