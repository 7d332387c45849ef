"""Reads of gifts."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import asyncpg

from api.core import db
from api.core.invariants import Violation, broken
from api.gifts.types import GiftInfo, GiftRulesInfo, GiftState

COLUMNS = """
    id, program_id, business_id, giver_id, receiver_id, is_by_phone, to_phone, to_label, points, message, state,
    out_tx_id, confirm_until, wait_until
"""
RULES = """
    SELECT is_on, min_points, max_points, max_per_day, max_per_month, wait_days, version FROM read.gift_rules
    WHERE program_id = $1
"""
BY_KEY = f"SELECT {COLUMNS}, request_hash FROM gift WHERE program_id = $1 AND source = $2 AND idem_key = $3"
BY_ID = f"SELECT {COLUMNS} FROM gift WHERE program_id = $1 AND id = ANY ($2::uuid[])"
GIVEN = """
    SELECT coalesce(sum(points) FILTER (WHERE sent_at >= $3), 0)::bigint AS today,
        coalesce(sum(points), 0)::bigint AS month
    FROM gift
    WHERE program_id = $1 AND giver_id = ANY (read.family($2)) AND sent_at >= $4 AND state IN ('waiting', 'arrived')
"""
INVARIANTS = ("gift_is_postings", "gifts_on_their_way")


def to_gift(row: asyncpg.Record) -> GiftInfo:
    """A row of COLUMNS."""
    values = {name: row[name] for name in GiftInfo.__slots__}
    values["state"] = GiftState(row["state"])
    return GiftInfo(**values)


async def rules_of(program_id: UUID) -> GiftRulesInfo:
    """What gifts a program allows; without any word of the owner none."""
    row = await db.fetchrow(RULES, program_id)
    return GiftRulesInfo() if row is None else GiftRulesInfo(**dict(row))


async def gift_by_key(program_id: UUID, source: str, key: str) -> tuple[GiftInfo, str] | None:
    """The gift that was prepared with this idempotency key, and the hash of its content."""
    row = await db.fetchrow(BY_KEY, program_id, source, key)
    return None if row is None else (to_gift(row), row["request_hash"])


async def gifts_by_id(program_id: UUID, ids: Sequence[UUID]) -> dict[UUID, GiftInfo]:
    """Gifts of a program by id: the caller checks whose they are."""
    return {row["id"]: to_gift(row) for row in await db.fetch(BY_ID, program_id, list(ids))}


async def given_since(program_id: UUID, giver_id: UUID, day: datetime, month: datetime) -> tuple[int, int]:
    """What a member gave since the beginning of a day and of a month; what came back does not count."""
    row = await db.fetchrow(GIVEN, program_id, giver_id, day, month)
    return (0, 0) if row is None else (row["today"], row["month"])


async def verify(program_id: UUID | None = None) -> list[Violation]:
    """Every invariant of gifts that does not hold, in all programs or in one."""
    return await broken(INVARIANTS, program_id)
