"""What is old is forgotten at its time and not before; a reaction whose job was lost is queued again."""

from datetime import timedelta
from typing import Any

import pytest

from api.core import clock, redis
from api.core import db as database
from api.core.ids import new_id
from tests.factories.businesses import make_business
from tests.factories.identity import make_staff
from workers import housekeeping, listeners
from workers.listeners import Payload

pytestmark = pytest.mark.integration

A_MOMENT = timedelta(minutes=5)
FACT = "INSERT INTO outbox (id, name, payload, relayed_at) VALUES ($1, 'tests.old', '{}', $2)"
RECEIPT = "INSERT INTO listener_receipt (listener, fact_id, done_at) VALUES ('tests.old', $1, $2)"
CODE = """
    INSERT INTO sign_in_code (id, phone, purpose, code_hash, tries, expires_at)
    VALUES ($1, '+919800000000', 'old', '', 0, $2)
"""
SESSION = """
    INSERT INTO session (id, face, method, device_name, last_used_at, expires_at, user_id)
    VALUES ($1, 'staff', 'password', '', $2, $2, $3)
"""


@pytest.mark.parametrize(
    ("days", "add", "left"),
    [
        (30, FACT, "SELECT id FROM outbox WHERE name = 'tests.old'"),
        (60, RECEIPT, "SELECT fact_id FROM listener_receipt WHERE listener = 'tests.old'"),
        (1, CODE, "SELECT id FROM sign_in_code WHERE purpose = 'old'"),
    ],
)
async def test_what_is_old_goes_and_what_is_younger_stays(
    rolled_back: None, days: int, add: str, left: str
) -> None:
    """Given a row a moment before its time and one a moment after, when old things are forgotten, then one is left."""
    old, younger = new_id(), new_id()
    for row, age in ((old, timedelta(days=days) + A_MOMENT), (younger, timedelta(days=days) - A_MOMENT)):
        await database.execute(add, row, clock.now() - age)

    await housekeeping.forget({})

    assert [row[0] for row in await database.fetch(left)] == [younger]


async def test_ended_sessions_go_after_thirty_days(rolled_back: None) -> None:
    """Given a session that ended long ago, one that ended lately and one that lives, then the first is forgotten."""
    tenant = await make_business()
    staff = await make_staff(tenant.program_id, tenant.business_id)
    ages = (timedelta(days=30) + A_MOMENT, timedelta(days=30) - A_MOMENT, -A_MOMENT)
    ids = [new_id() for _ in ages]
    for session, age in zip(ids, ages, strict=True):
        await database.execute(SESSION, session, clock.now() - age, staff.user_id)

    await housekeeping.forget({})

    left = await database.fetch("SELECT id FROM session WHERE user_id = $1 ORDER BY id", staff.user_id)
    assert [row["id"] for row in left] == sorted(ids[1:])


class Queue:
    """Remembers what was queued, as ARQ is asked for it."""

    def __init__(self) -> None:
        self.jobs: list[tuple[Any, ...]] = []

    async def enqueue_job(self, *job: object, _job_id: str, _queue_name: str) -> None:
        self.jobs.append((*job, _job_id, _queue_name))


async def hear(_payload: Payload) -> None:
    """Reacts to nothing."""


async def test_a_lost_reaction_is_queued_again_until_it_was_done(
    rolled_back: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given a fact told minutes ago whose listener left no receipt, when missed ones are sought, then it is queued."""
    monkeypatch.setitem(listeners.TABLE, "tests.old", {"tests.hear": hear})
    queue, fact = Queue(), new_id()
    await database.execute(FACT, fact, clock.now() - timedelta(minutes=2))

    assert await housekeeping.queue_missed({"redis": queue}) == 1
    assert queue.jobs == [("react", "tests.hear", str(fact), f"tests.hear:{fact}", redis.key("queue"))]

    assert await listeners.react("tests.hear", str(fact))
    assert await housekeeping.queue_missed({"redis": queue}) == 0


async def test_a_reaction_to_a_forgotten_fact_does_nothing(rolled_back: None) -> None:
    """Given a job that comes after its fact was forgotten, when it runs, then nothing is done and nothing fails."""
    assert not await listeners.react("tests.hear", str(new_id()), {"tests.old": {"tests.hear": hear}})
