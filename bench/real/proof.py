"""What must be in the books, worked out in plain Python from the source's rows, against what is there."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from api import ledger
from api.core import db

MINOR_FOR_A_POINT = 1_000
BOOKS = """
    SELECT (SELECT count(*) FROM purchase WHERE program_id = $1) AS bills,
        (SELECT count(*) FROM purchase WHERE program_id = $1 AND amount_minor <= 0) AS of_nothing,
        (SELECT count(*) FROM erp_dead_row WHERE program_id = $1 AND state = 'open') AS dead,
        (SELECT count(*) FROM purchase_line WHERE program_id = $1) AS lines,
        (SELECT coalesce(sum(points_earned), 0)::bigint FROM purchase WHERE program_id = $1) AS points
"""
BALANCES = """
    SELECT claim.phone, account.balance FROM membership AS card
    JOIN phone_claim AS claim ON claim.person_id = card.person_id AND claim.released_at IS NULL
    JOIN account ON account.program_id = card.program_id AND account.owner_kind = 'membership'
        AND account.owner_id = card.id AND account.kind = 'available'
    WHERE card.program_id = $1
"""


@dataclass(frozen=True)
class Books:
    """What is in the books. `dead` are rows that could not be taken."""

    bills: int
    of_nothing: int
    dead: int
    lines: int
    points: int


async def prove(program_id: UUID, sales: Iterable[tuple[str, int]], lines: int) -> Books:
    """Every bill and line is there once, and every customer has their points; the books. Raises AssertionError."""
    told = list(sales)
    row = await db.fetchrow(BOOKS, program_id)
    assert row is not None
    books = Books(**row)
    assert books.bills + books.dead == len(told), f"{books.bills} + {books.dead} of {len(told)} bills"
    assert books.lines == lines, f"{books.lines} of {lines} lines"
    expected = Counter[str]()
    for phone, amount_minor in told:
        expected[phone] += amount_minor // MINOR_FOR_A_POINT
    balances = {each["phone"]: each["balance"] for each in await db.fetch(BALANCES, program_id)}
    wrong = {
        phone: (points, balances.get(phone, 0))
        for phone, points in expected.items()
        if points != balances.get(phone, 0)
    }
    assert not wrong, f"{len(wrong)} customers have other points: {dict(list(wrong.items())[:5])}"
    assert sum(balances.values()) == sum(expected.values()) == books.points
    violations = await ledger.verify()
    assert not violations, violations
    return books
