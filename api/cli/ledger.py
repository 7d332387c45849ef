"""`regulars verify-ledger`: the books are sound, or which invariant is not."""

from rich.table import Table

from api import gifts, households, ledger, rewards, stamps
from api.cli.environment import opened
from api.cli.screen import out


async def verify() -> bool:
    """Looks at every invariant over all programs and prints what is broken; True where nothing is."""
    async with opened():
        violations = [
            violation
            for domain in (ledger, rewards, stamps, gifts, households)
            for violation in await domain.verify()
        ]
    if not violations:
        out.print("the ledger is sound: every invariant holds")
        return True
    table = Table("invariant", "rows", "for example", box=None)
    for violation in violations:
        table.add_row(violation.invariant, f"{violation.rows:,}", ", ".join(map(str, violation.samples)))
    out.print(table)
    out.print(f"{len(violations)} invariants are broken")
    return False
