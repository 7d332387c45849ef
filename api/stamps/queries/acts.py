"""What was done at once with stamps: found by its idempotency key, or by one of its entries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from api.core import db
from api.stamps.types import StampAct, StampKind

ROWS = "SELECT id, act_id, card_id, membership_id, kind, count, request_hash, created_at FROM stamp"
BY_KEY = f"{ROWS} WHERE program_id = $1 AND source = $2 AND idem_key = $3 ORDER BY seq"
OF_STAMP = f"{ROWS} WHERE program_id = $1 AND business_id = $2 AND id = $3"
UNDONE = "SELECT EXISTS (SELECT FROM stamp WHERE undoes_id = $1)"


@dataclass(frozen=True, slots=True)
class Act:
    """Whose cards were stamped, how and when."""

    id: UUID
    membership_id: UUID
    kind: StampKind
    created_at: datetime


async def act_by_key(program_id: UUID, source: str, key: str) -> tuple[StampAct, str] | None:
    """What was done with this idempotency key, and the hash of its content."""
    rows = await db.fetch(BY_KEY, program_id, source, key)
    return (to_act(rows, is_replay=True), rows[0]["request_hash"]) if rows else None


async def act_of(program_id: UUID, business_id: UUID, stamp_id: UUID) -> Act | None:
    """The act that an entry of the business belongs to, or None."""
    row = await db.fetchrow(OF_STAMP, program_id, business_id, stamp_id)
    if row is None:
        return None
    return Act(row["act_id"], row["membership_id"], StampKind(row["kind"]), row["created_at"])


async def was_undone(act_id: UUID) -> bool:
    """Whether what was given was taken back."""
    found: bool = await db.fetchval(UNDONE, act_id)
    return found


def to_act(rows: Sequence[asyncpg.Record], *, is_replay: bool) -> StampAct:
    """The rows of one act."""
    return StampAct(
        membership_id=rows[0]["membership_id"],
        count=sum(row["count"] for row in rows),
        stamp_ids=tuple(row["id"] for row in rows),
        card_ids=tuple(dict.fromkeys(row["card_id"] for row in rows)),
        is_replay=is_replay,
    )
