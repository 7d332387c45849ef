"""A clock that the program and its database follow."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from uuid import UUID

import pytest

from api.core import clock, db

START = datetime(2031, 1, 10, 6, 30, tzinfo=UTC)
FOLLOW = """
    CREATE TABLE engine_clock (program_id uuid PRIMARY KEY, moment timestamptz NOT NULL);
    CREATE OR REPLACE FUNCTION tier_today(p_program uuid) RETURNS date LANGUAGE sql STABLE AS $$
        SELECT (coalesce((SELECT moment FROM engine_clock WHERE program_id = p_program), now())
            AT TIME ZONE time_zone)::date FROM program WHERE id = p_program
    $$;
    CREATE FUNCTION engine_stamp() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        NEW.created_at := coalesce(
            (SELECT moment FROM engine_clock WHERE program_id = NEW.program_id), NEW.created_at);
        RETURN NEW;
    END $$;
    CREATE TRIGGER engine_stamp BEFORE INSERT ON purchase FOR EACH ROW EXECUTE FUNCTION engine_stamp();
    CREATE TRIGGER engine_stamp BEFORE INSERT ON stamp FOR EACH ROW EXECUTE FUNCTION engine_stamp();
"""
FORGET = """
    DROP TRIGGER engine_stamp ON purchase;
    DROP TRIGGER engine_stamp ON stamp;
    DROP FUNCTION engine_stamp();
    {today};
    DROP TABLE engine_clock;
"""
TELL = """
    INSERT INTO engine_clock VALUES ($1, $2) ON CONFLICT (program_id) DO UPDATE SET moment = excluded.moment
"""
DEFINITION = "SELECT pg_get_functiondef('tier_today(uuid)'::regprocedure)"


class Clock:
    """The present of one world."""

    def __init__(self) -> None:
        self.moment = START

    def now(self) -> datetime:
        """Instead of `api.core.clock.now`."""
        return self.moment

    async def set(self, program_id: UUID, moment: datetime) -> None:
        """For Python and for the database."""
        self.moment = moment
        await db.execute(TELL, program_id, moment)


@asynccontextmanager
async def following() -> AsyncIterator[Clock]:
    """What the program reads as the present, and what the database writes of it, are the clock's while this lasts."""
    found = Clock()
    today = await db.fetchval(DEFINITION)
    await db.execute(FOLLOW)
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(clock, "now", found.now)
            yield found
    finally:
        await db.execute(FORGET.format(today=today))
