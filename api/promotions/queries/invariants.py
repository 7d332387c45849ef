"""What must always hold of birthday promotions."""

from uuid import UUID

from api.core.invariants import Violation, broken

INVARIANTS = ("given_is_presents",)


async def verify(program_id: UUID | None = None) -> list[Violation]:
    """Every invariant of promotions that does not hold, in all programs or in one."""
    return await broken(INVARIANTS, program_id)
