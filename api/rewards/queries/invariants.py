"""What must always hold of rewards."""

from uuid import UUID

from api.core import db
from api.ledger import Violation

INVARIANTS = ("stock_is_vouchers", "balance_is_uses", "used_once", "voucher_is_posting")
SAMPLES = 5


async def verify(program_id: UUID | None = None) -> list[Violation]:
    """Every invariant of stock, balances, uses and points of vouchers that does not hold, in all programs or in one."""
    found = []
    for name in INVARIANTS:
        row = await db.fetchrow(
            f"SELECT count(*) AS rows, (array_agg(subject))[1:{SAMPLES}] AS samples FROM invariant_{name}"
            " WHERE $1::uuid IS NULL OR program_id = $1",
            program_id,
        )
        if row is not None and row["rows"]:
            found.append(Violation(name, row["rows"], tuple(row["samples"])))
    return found
