"""What must always hold of bills."""

from uuid import UUID

from api.core.invariants import Violation, broken

INVARIANTS = ("bills_are_of_somebody",)


async def verify(program_id: UUID | None = None) -> list[Violation]:
    """Bills whose store or member does not exist, and lines without a bill, in all programs or in one."""
    return await broken(INVARIANTS, program_id)
