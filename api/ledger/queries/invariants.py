"""What must always hold of points, and of what businesses owe each other for them."""

from uuid import UUID

from api.core.invariants import Violation, broken

OF_POINTS = (
    "sum_zero",
    "balance_is_entries",
    "lots_are_balance",
    "lot_is_moves",
    "lot_is_sound",
    "floor",
    "chain",
    "chain_end",
    "tx_has_entries",
    "tx_is_entries",
    "credit_is_lots",
    "reversal_fits",
    "no_orphans",
)
OF_CLEARING = (
    "clearing_is_moves",
    "clearing_is_rate",
    "clearing_back",
    "clearing_is_entries",
    "pack_is_used",
    "period_is_lines",
    "statements_net",
    "payments_settle",
)
INVARIANTS = (*OF_POINTS, *OF_CLEARING)


async def verify(program_id: UUID | None = None) -> list[Violation]:
    """Every invariant that does not hold, in all programs or in one; an empty list is a sound ledger."""
    return await broken(INVARIANTS, program_id)
