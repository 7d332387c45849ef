"""What must always hold: views that must be empty, each domain's own, named `invariant_<name>`."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from api.core import db

SAMPLES = 5


@dataclass(frozen=True, slots=True)
class Violation:
    """An invariant that does not hold: its name, in how many rows, and a few of them."""

    invariant: str
    rows: int
    samples: tuple[UUID, ...]


async def broken(invariants: Iterable[str], program_id: UUID | None) -> list[Violation]:
    """Those of the invariants that do not hold, in all programs or in one."""
    found = []
    for name in invariants:
        row = await db.fetchrow(
            f"SELECT count(*) AS rows, (array_agg(subject))[1:{SAMPLES}] AS samples FROM invariant_{name}"
            " WHERE $1::uuid IS NULL OR program_id = $1",
            program_id,
        )
        if row is not None and row["rows"]:
            found.append(Violation(name, row["rows"], tuple(row["samples"])))
    return found
