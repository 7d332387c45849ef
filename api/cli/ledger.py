"""`regulars verify-ledger`: the books are sound, or which invariant is not. And reactions that were set aside."""

from rich.table import Table

from api import gifts, households, ledger, promotions, purchases, rewards, stamps
from api.cli.environment import opened
from api.cli.screen import out
from api.core import reactions


async def retry_reactions() -> int:
    """Lets the worker try again what was set aside; how many."""
    async with opened():
        return await reactions.try_parked_again()


async def verify() -> bool:
    """Looks at every invariant over all programs and prints what is broken; True where nothing is."""
    async with opened():
        violations = [
            violation
            for domain in (ledger, purchases, rewards, promotions, stamps, gifts, households)
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
