"""Reminders before points expire: once for each member, stage and day, of what is left, before it is gone."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from api import businesses, ledger
from api.core import db
from api.core.ids import new_id
from api.ledger import rules
from api.ledger.service import reminders
from tests.factories.businesses import make_business
from tests.factories.ledger import FOREVER, Books

pytestmark = pytest.mark.integration

ZONE = "Asia/Kolkata"
STAGES = (30, 7, 1)
MORNING = datetime(2026, 11, 1, 4, 0, tzinfo=UTC)
"""Half past nine in Kolkata."""


async def a_program(stages: tuple[int, ...] = STAGES) -> tuple[Books, businesses.ProgramRules]:
    """A program with reminders, and its books."""
    tenant = await make_business(rules={"reminder_days": stages})
    program = await businesses.rules_for(tenant.program_id)
    return Books(program_id=tenant.program_id, business_id=tenant.business_id), program


def good_through(day: date) -> datetime:
    """When points expire that are good through that day."""
    return rules.end_of(day, ZONE)


async def told(program_id: UUID) -> list[tuple[date, int, int]]:
    """(day, stage, points) of every reminder, in the order of telling."""
    rows = await db.fetch(
        "SELECT day, stage, points FROM expiry_reminder WHERE program_id = $1 ORDER BY told_at, day",
        program_id,
    )
    return [(row["day"], row["stage"], row["points"]) for row in rows]


async def facts(program_id: UUID) -> list[tuple[int, int, int]]:
    """(points, stage, days left) as they were announced."""
    rows = await db.fetch(
        "SELECT payload FROM outbox WHERE program_id = $1 AND name = 'ledger.points_expiring' ORDER BY id",
        program_id,
    )
    found = [ledger.PointsExpiring.model_validate_json(row["payload"]) for row in rows]
    return [(fact.points, fact.stage, fact.days_left) for fact in found]


async def test_each_stage_is_told_once_of_what_is_left(db: None) -> None:
    """Given two lots of a day, when every morning of a month comes twice, then there are three reminders of the sum."""
    books, program = await a_program()
    last = date(2026, 12, 1)
    await books.open(30, good_through(last), at=MORNING - timedelta(days=90))
    await books.open(12, good_through(last), at=MORNING - timedelta(days=80))
    for number in range(-5, 31):
        moment = MORNING + timedelta(days=number)
        if number == 20:
            await books.redeem(20, at=moment)
        for again in range(2):
            await ledger.remind(program, moment + timedelta(hours=again))
    assert await told(program.id) == [(last, 30, 42), (last, 7, 22), (last, 1, 22)]
    assert await facts(program.id) == [(42, 30, 30), (22, 7, 7), (22, 1, 1)]
    await ledger.expire(program.id, MORNING + timedelta(days=40))
    assert await ledger.unannounced(program.id, ZONE) == 0
    assert await ledger.verify(program.id) == []


async def test_after_days_without_the_job_the_due_stage_is_told(db: None) -> None:
    """Given a job that was down, when it comes five days before the end, then the stage of seven is told."""
    books, program = await a_program()
    await books.open(30, good_through(date(2026, 11, 6)), at=MORNING - timedelta(days=90))
    assert await ledger.remind(program, MORNING) == 1
    assert await facts(program.id) == [(30, 7, 5)]


async def test_what_is_used_or_over_is_not_spoken_of(db: None) -> None:
    """Given points that are used, over, for ever, or far, when it is time, then nobody is told."""
    books, program = await a_program()
    await books.open(30, good_through(date(2026, 11, 6)), at=MORNING - timedelta(days=90))
    await books.redeem(30, at=MORNING - timedelta(days=1))
    await books.open(5, None, at=MORNING)
    await books.open(5, good_through(date(2026, 12, 2)), at=MORNING)
    await books.open(7, MORNING - timedelta(hours=1), at=MORNING - timedelta(days=1))
    assert await ledger.remind(program, MORNING) == 0
    await ledger.expire(program.id, MORNING)
    assert await ledger.unannounced(program.id, ZONE) == 1


async def test_batches_reach_everybody(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given 25 members with lots of two days, when steps look at seven groups each, then each is told of both days."""
    monkeypatch.setattr(reminders, "BATCH_GROUPS", 7)
    books, program = await a_program()
    for _ in range(25):
        books.member = new_id()
        for ahead in (3, 20):
            await books.open(10, good_through(date(2026, 11, 1 + ahead)), at=MORNING)
    assert await ledger.remind(program, MORNING) == 50
    assert await ledger.remind(program, MORNING) == 0


async def test_programs_are_found_and_done_once_a_day(db: None) -> None:
    """Given a program with reminders and one without, when nights and mornings come, then one is told once a day."""
    books, program = await a_program()
    silent, without = await a_program(())
    for each in (books, silent):
        await each.open(10, good_through(date(2026, 11, 6)), at=MORNING)
    await ledger.remind_due(MORNING - timedelta(hours=3))
    assert await told(program.id) == []
    await ledger.remind_due(MORNING)
    await books.open(10, good_through(date(2026, 11, 5)), at=MORNING)
    await ledger.remind_due(MORNING + timedelta(hours=5))
    assert await told(program.id) == [(date(2026, 11, 6), 7, 10)]
    await ledger.remind_due(MORNING + timedelta(days=1))
    assert [day for day, _, _ in await told(program.id)] == [date(2026, 11, 6), date(2026, 11, 5)]
    assert await told(without.id) == []


async def test_a_reminder_stays(db: None) -> None:
    """Given a reminder, when somebody would change it, then the database refuses."""
    books, program = await a_program()
    await books.open(10, good_through(date(2026, 11, 6)), at=MORNING)
    await ledger.remind(program, MORNING)
    with pytest.raises(Exception, match="append-only"):
        await db_execute("UPDATE expiry_reminder SET points = 1 WHERE program_id = $1", program.id)


async def db_execute(sql: str, *arguments: object) -> None:
    """One statement."""
    await db.execute(sql, *arguments)


@pytest.mark.parametrize(
    ("moment", "on", "due"),
    [
        (MORNING, None, True),
        (MORNING, date(2026, 10, 31), True),
        (MORNING, date(2026, 11, 1), False),
        (MORNING - timedelta(hours=1), None, False),
    ],
)
def test_nobody_is_told_at_night_or_twice_a_day(moment: datetime, on: date | None, due: bool) -> None:
    assert rules.is_time(moment, ZONE, on) is due


def test_a_policy_of_events_waits_for_its_days_at_most() -> None:
    policy = replace(FOREVER, pending_kind=businesses.PendingKind.EVENT, pending_days=14)
    assert rules.release_at(policy, MORNING) == rules.start_of(date(2026, 11, 15), ZONE)
