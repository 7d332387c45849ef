"""Migrations: no drift from the models, safe to start at once, and an upgrade keeps what is there."""

import asyncio
import secrets
from collections.abc import AsyncIterator

import asyncpg
import pytest
import pytest_asyncio

from api.core import migrations
from tests.support.servers import Addresses, drop, make_empty

pytestmark = pytest.mark.integration

FIRST = "0001_tables"
PROGRAM = """
    INSERT INTO stored_file (id, program_id, business_id, content_type, sha256, content)
    VALUES ('018f0000-0000-7000-8000-000000000001', gen_random_uuid(), gen_random_uuid(), 'image/png', 'ab', '\\x01')
"""


@pytest_asyncio.fixture
async def empty(addresses: Addresses) -> AsyncIterator[str]:
    """An empty database of one's own."""
    name = f"upgrade_{secrets.token_hex(4)}"
    yield await make_empty(addresses, name)
    await drop(addresses, name)


async def test_models_and_migrations_agree() -> None:
    """Given the models, when a migration is made for them, then there is nothing to write."""
    assert await migrations.drift() == []


async def test_several_processes_may_migrate_at_once(empty: str) -> None:
    """Given an empty database, when three migrate together, then one does all of it and the others nothing."""
    pending = await migrations.pending(empty)
    applied = await asyncio.gather(*(migrations.migrate(empty) for _ in range(3)))
    assert sorted(map(len, applied)) == [0, 0, len(pending)]
    assert await migrations.pending(empty) == []


async def test_an_upgrade_keeps_what_is_there(empty: str) -> None:
    """Given a database of the first version with a row, when it is brought to the newest, then the row is there."""
    assert await migrations.migrate(empty, upto=FIRST) == [FIRST]
    connection = await asyncpg.connect(empty)
    await connection.execute(PROGRAM)
    applied = await migrations.migrate(empty)
    row = await connection.fetchrow("SELECT id::text, content FROM stored_file")
    await connection.close()
    assert FIRST not in applied
    assert applied
    assert row is not None
    assert tuple(row) == ("018f0000-0000-7000-8000-000000000001", b"\x01")


async def test_a_failing_migration_leaves_the_schema_as_it_was(empty: str) -> None:
    """Given something in the way of the first migration, when it fails, then nothing of it remains, nor is it noted."""
    connection = await asyncpg.connect(empty)
    await connection.execute("CREATE TABLE tx (unexpected int)")
    with pytest.raises(Exception, match="already exists"):
        await migrations.migrate(empty)
    tables = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    await connection.close()
    assert [row["tablename"] for row in tables] == ["tortoise_migrations", "tx"]
    assert FIRST in await migrations.pending(empty)
