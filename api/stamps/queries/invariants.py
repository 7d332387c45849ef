"""What must always hold of stamp cards."""

from uuid import UUID

from api.core.invariants import Violation, broken

INVARIANTS = ("stamps_are_entries",)


async def verify(program_id: UUID | None = None) -> list[Violation]:
    """Cards whose stamps are not what was put on them less what was taken off, in all programs or in one."""
    return await broken(INVARIANTS, program_id)
