"""Statistics of tables that grow while history is read."""

from api.core import db

ANALYZE_GROWTH = 8
"""They are refreshed each time so many times more rows are in."""
GROWING = "person, phone_claim, membership, profile, search_token, purchase, account, tx, entry, lot"
ROUGHLY = "SET LOCAL default_statistics_target = 10"


async def analyze(*others: str) -> None:
    """Refreshes statistics, and so the plans, of tables that were small a moment ago; `others` are the caller's own.

    Plans made for empty tables read them from end to end; kept through an import they made it quadratic. Rough
    statistics do until autovacuum comes.
    """
    async with db.transaction():
        await db.execute(ROUGHLY)
        await db.execute(f"ANALYZE {', '.join((GROWING, *others))}")
