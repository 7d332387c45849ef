"""A reaction happens exactly once in effect, whatever becomes of its jobs."""

import asyncio
from typing import ClassVar
from uuid import UUID, uuid4

import pytest

from api.core import db as database
from api.core.ids import new_id
from api.core.outbox import Fact, announce
from workers import listeners, outbox
from workers.listeners import Payload

pytestmark = pytest.mark.integration


class BellRung(Fact):
    """A fact of these tests."""

    name: ClassVar[str] = "tests.bell_rung"
    bell: UUID


async def write_down(payload: Payload) -> None:
    await database.execute(
        "INSERT INTO audit_entry (id, actor_kind, actor_name, action, target_id) "
        "VALUES ($1, 'system', '', 'tests.heard', $2)",
        new_id(),
        UUID(str(payload["bell"])),
    )


async def fail(_payload: Payload) -> None:
    raise RuntimeError("not today")


TABLE = {"tests.bell_rung": {"tests.write_down": write_down}}


async def ring() -> tuple[UUID, str]:
    bell = uuid4()
    async with database.transaction():
        await announce(BellRung(bell=bell))
    fact = await database.fetchval("SELECT id FROM outbox WHERE payload->>'bell' = $1", str(bell))
    return bell, str(fact)


async def effects(bell: UUID) -> int:
    return int(
        await database.fetchval(
            "SELECT count(*) FROM audit_entry WHERE action = 'tests.heard' AND target_id = $1", bell
        )
    )


async def test_the_same_job_many_times_at_once_has_one_effect(db: None) -> None:
    bell, fact = await ring()

    ran = await asyncio.gather(*(listeners.react("tests.write_down", fact, TABLE) for _ in range(8)))

    assert sorted(ran) == [False] * 7 + [True]
    assert await effects(bell) == 1


async def test_a_failed_reaction_leaves_no_receipt_and_may_be_tried_again(db: None) -> None:
    bell, fact = await ring()

    with pytest.raises(RuntimeError, match="not today"):
        await listeners.react("tests.write_down", fact, {"tests.bell_rung": {"tests.write_down": fail}})
    assert await effects(bell) == 0

    assert await listeners.react("tests.write_down", fact, TABLE)
    assert await effects(bell) == 1


async def test_a_reaction_whose_job_was_lost_is_found(db: None) -> None:
    _, fact = await ring()
    while await outbox.relay_once():
        pass
    await database.execute(
        "UPDATE outbox SET relayed_at = now() - interval '2 minutes' WHERE id = $1::uuid", UUID(fact)
    )

    assert ("tests.write_down", fact) in await listeners.missed(TABLE)
    await listeners.react("tests.write_down", fact, TABLE)
    assert ("tests.write_down", fact) not in await listeners.missed(TABLE)


async def test_the_relay_queues_reactions(db: None) -> None:
    _, fact = await ring()
    queued: list[tuple[str, str]] = []

    async def dispatch(name: str, fact_id: str) -> None:
        queued.append((name, fact_id))

    while await outbox.relay_once(dispatch):
        pass

    assert ("tests.bell_rung", fact) in queued
