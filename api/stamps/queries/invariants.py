"""What must always hold of stamp cards."""

from uuid import UUID

from api.core import db
from api.ledger import Violation

NAME = "stamps_are_entries"
SAMPLES = 5


async def verify(program_id: UUID | None = None) -> list[Violation]:
    """Cards whose stamps are not what was put on them less what was taken off, in all programs or in one."""
    row = await db.fetchrow(
        f"SELECT count(*) AS rows, (array_agg(subject))[1:{SAMPLES}] AS samples FROM invariant_{NAME}"
        " WHERE $1::uuid IS NULL OR program_id = $1",
        program_id,
    )
    if row is None or not row["rows"]:
        return []
    return [Violation(NAME, row["rows"], tuple(row["samples"]))]
