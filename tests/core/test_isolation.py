"""The test house itself: what a rolled-back test writes is gone, what a plain one commits stays."""

import asyncio

import pytest

from api.core import db as core_db
from api.core import redis as core_redis
from api.core.settings import get_settings

pytestmark = pytest.mark.integration

COUNT = "SELECT count(*) FROM stored_file WHERE content_type = $1"
INSERT = """
    INSERT INTO stored_file (id, program_id, business_id, content_type, sha256, content)
    VALUES (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), $1, md5(random()::text), '')
"""


@pytest.mark.parametrize("round_", [1, 2])
async def test_rolled_back_writes_are_gone(rolled_back: None, round_: int) -> None:
    """Given a write in an earlier round, when the next round looks, then it sees its own write alone."""
    async with core_db.transaction():
        await core_db.execute(INSERT, "rolled/back")
    assert await core_db.fetchval(COUNT, "rolled/back") == 1


async def test_a_failed_inner_transaction_leaves_the_outer_usable(rolled_back: None) -> None:
    """Given a refusal inside, when the test goes on, then only the inner writes are undone."""
    await core_db.execute(INSERT, "outer/kept")
    with pytest.raises(ValueError, match="no"):
        async with core_db.transaction():
            await core_db.execute(INSERT, "outer/kept")
            raise ValueError("no")
    assert await core_db.fetchval(COUNT, "outer/kept") == 1


async def test_commits_are_real_and_seen_by_other_connections(db: None) -> None:
    """Given two writers at once, when both commit, then a third connection sees both."""

    async def write() -> None:
        async with core_db.transaction():
            await core_db.execute(INSERT, "really/there")

    await asyncio.gather(write(), write())
    assert await core_db.fetchval(COUNT, "really/there") == 2
    await core_db.execute("DELETE FROM stored_file WHERE content_type = 'really/there'")


async def test_redis_names_are_of_this_worker(db: None) -> None:
    """Given a key, when it is written, then it carries this worker's prefix."""
    name = core_redis.key("isolation")
    await core_redis.client().set(name, "1", ex=5)
    assert name == f"{get_settings().redis_prefix}isolation"
    assert get_settings().redis_prefix.startswith("test-")
    assert await core_redis.client().get(name) == "1"
