"""What must always hold of rewards."""

from uuid import UUID

from api.core.invariants import Violation, broken

INVARIANTS = ("stock_is_vouchers", "balance_is_uses", "used_once", "voucher_is_posting")


async def verify(program_id: UUID | None = None) -> list[Violation]:
    """Every invariant of stock, balances, uses and points of vouchers that does not hold, in all programs or in one."""
    return await broken(INVARIANTS, program_id)
