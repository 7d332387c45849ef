"""Telling members before points expire: every night, by index, in batches that are committed one by one."""

from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from api import businesses
from api.businesses import ProgramRules
from api.core import db, outbox
from api.core.ids import new_id
from api.ledger import rules
from api.ledger.service.posting import refusing

BATCH_GROUPS = 5_000

# one probe of the index for each program, however many lots there are
WITH_EXPIRY = """
    WITH RECURSIVE known AS (
        (SELECT program_id FROM lot WHERE state = 'open' AND expires_at IS NOT NULL ORDER BY program_id LIMIT 1)
        UNION ALL
        SELECT (SELECT l.program_id FROM lot l WHERE l.state = 'open' AND l.expires_at IS NOT NULL
            AND l.program_id > known.program_id ORDER BY l.program_id LIMIT 1)
        FROM known WHERE known.program_id IS NOT NULL
    )
    SELECT known.program_id, run.day FROM known LEFT JOIN expiry_run run ON run.program_id = known.program_id
    WHERE known.program_id IS NOT NULL
"""
REMIND = "SELECT * FROM ledger_remind($1, $2, $3, $4, $5, $6, $7, $8, $9)"
DONE = """
    INSERT INTO expiry_run (id, program_id, day) VALUES ($1, $2, $3)
    ON CONFLICT (program_id) DO UPDATE SET day = excluded.day
"""


async def remind_due(now: datetime) -> int:
    """Tells the members of every program whose day has come to nine in the morning; how many were told.

    A program is done once a day; what a day without the job left out is made up for, at the stage that is due by now.
    """
    told_on = {row["program_id"]: row["day"] for row in await db.fetch(WITH_EXPIRY)}
    programs = await businesses.program_rules(told_on)
    total = 0
    for program in programs.values():
        if program.reminder_days and rules.is_time(now, program.time_zone, told_on[program.id]):
            total += await remind(program, now)
    return total


async def remind(program: ProgramRules, now: datetime) -> int:
    """Tells each member of a program what expires, once for each stage and day; how many were told.

    Announces `ledger.points_expiring`. A run that was cut off goes on where nobody was told yet.
    """
    today = now.astimezone(ZoneInfo(program.time_zone)).date()
    until = rules.told_until(today, program.reminder_days, program.time_zone)
    after: tuple[datetime, UUID] = (now.astimezone(UTC), UUID(int=2**128 - 1))
    total = 0
    while True:
        arguments = (program.id, program.time_zone, today, list(program.reminder_days), now, until, *after)

        async def run(arguments: tuple[object, ...] = arguments) -> tuple[int, int, datetime, UUID]:
            row = await db.fetchrow(REMIND, *arguments, BATCH_GROUPS)
            if row is None:
                raise RuntimeError("the statement counts and has a row")
            return row["looked"], row["told"], row["last_at"], row["last_member"]

        looked, told, last_at, last_member = await refusing(run)
        total += told
        if told:
            await db.after_commit(outbox.nudge)
        if looked < BATCH_GROUPS:
            break
        after = (last_at, last_member)
    await db.execute(DONE, new_id(), program.id, today)
    return total
