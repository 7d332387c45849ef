"""A reaction happens exactly once in effect, whatever becomes of its jobs."""

import asyncio
from datetime import timedelta
from typing import ClassVar
from uuid import UUID, uuid4

import pytest

from api.core import db as database
from api.core import reactions
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


async def minutes_pass(minutes: float) -> None:
    """As if the next attempts had been noted so much earlier."""
    await database.execute(
        "UPDATE listener_attempt SET next_at = next_at - make_interval(secs => $1::float8 * 60)", minutes
    )


async def test_a_failing_reaction_is_tried_with_growing_pauses_and_then_set_aside(rolled_back: None) -> None:
    """Given a reaction that always fails, then each pause is twice the one before, and after ten it is a person's."""
    _, fact = await ring()
    await database.execute("UPDATE outbox SET relayed_at = now() WHERE id = $1::uuid", UUID(fact))
    failing = {"tests.bell_rung": {"tests.write_down": fail}}

    for attempt in range(10):
        with pytest.raises(RuntimeError, match="not today"):
            await listeners.react("tests.write_down", fact, failing)
        row = await database.fetchrow("SELECT *, next_at - now() AS pause FROM listener_attempt")
        assert row is not None
        assert (row["attempts"], row["error"]) == (attempt + 1, "RuntimeError('not today')")
        assert row["pause"] == timedelta(minutes=2**attempt)
        await minutes_pass(2**attempt - 0.01)
        assert await listeners.missed(failing) == []
        await minutes_pass(0.01)
        assert await listeners.missed(failing) == ([("tests.write_down", fact)] if attempt < 9 else [])
    assert await reactions.troubled() == reactions.Troubled(failing=0, parked=1)

    assert await reactions.try_parked_again() == 1
    assert await listeners.missed(failing) == [("tests.write_down", fact)]
    assert await listeners.react("tests.write_down", fact, TABLE)
    assert await reactions.troubled() == reactions.Troubled(failing=0, parked=0)
    assert await listeners.missed(failing) == []


async def test_lost_jobs_are_sought_among_the_facts_of_some_days(rolled_back: None) -> None:
    """Given a fact that nobody heard, then it is found for a week and not longer."""
    _, fact = await ring()
    moved = "UPDATE outbox SET relayed_at = now() - $2::interval WHERE id = $1::uuid"
    await database.execute(moved, UUID(fact), timedelta(days=7, minutes=-1))
    assert await listeners.missed(TABLE) == [("tests.write_down", fact)]
    await database.execute(moved, UUID(fact), timedelta(days=7, minutes=1))
    assert await listeners.missed(TABLE) == []


async def test_a_fact_is_kept_while_a_reaction_to_it_fails(rolled_back: None) -> None:
    """Given two old facts, when one of them has a failing reaction, then the other alone is forgotten."""
    facts = [(await ring())[1] for _ in range(2)]
    await database.execute("UPDATE outbox SET relayed_at = now() - interval '31 days'")
    with pytest.raises(RuntimeError):
        await listeners.react("tests.write_down", facts[0], {"tests.bell_rung": {"tests.write_down": fail}})

    await outbox.forget_old()

    assert [str(row["id"]) for row in await database.fetch("SELECT id FROM outbox")] == [facts[0]]


async def test_the_relay_queues_reactions(db: None) -> None:
    _, fact = await ring()
    queued: list[tuple[str, str]] = []

    async def dispatch(name: str, fact_id: str) -> None:
        queued.append((name, fact_id))

    while await outbox.relay_once(dispatch):
        pass

    assert ("tests.bell_rung", fact) in queued
