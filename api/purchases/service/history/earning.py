"""What bills of history earn by: the base rate in words once, and what rules ask of many customers at once."""

from collections.abc import Collection, Sequence
from functools import lru_cache
from uuid import UUID

from api import customers
from api.businesses import EarnRate
from api.core import db
from api.purchases.queries.rows import steps_json
from api.purchases.rules.earning import base_points, spell_rate
from api.purchases.service.history.bills import Books
from api.purchases.types import EarnRuleInfo, EarnStep

BOUGHT_BEFORE = """
    SELECT DISTINCT membership_id FROM purchase
    WHERE program_id = $1 AND business_id = $2 AND membership_id = ANY ($3::uuid[]) AND status <> 'voided'
"""


@lru_cache(maxsize=10_000)
def _spelled(words: str, points: int) -> str:
    """Each number of points is spelled once."""
    return steps_json((EarnStep(words, points),)) if points else "[]"


class BaseRate:
    """Points of an amount where no rule holds, and how they came about."""

    def __init__(self, books: Books, rate: EarnRate) -> None:
        self._rate = rate
        self._rounding = books.program.rounding
        self._words = f"Base rate: {spell_rate(rate, books.program.currency)}"

    def of(self, eligible_minor: int) -> tuple[int, str]:
        """Points and explanation."""
        points = base_points(eligible_minor, self._rate, self._rounding)
        return points, _spelled(self._words, points)


async def birth_months_of(
    books: Books, rules: Sequence[EarnRuleInfo], ids: Collection[UUID]
) -> dict[UUID, int | None]:
    """Months of birth, where a rule asks for them."""
    if not any(rule.conditions.birthday_month for rule in rules):
        return {}
    found = await customers.members_by_id(books.program.id, list(ids), business_id=books.business_id)
    return {key: member.birth_month for key, member in found.items()}


async def bought_before(books: Books, rules: Sequence[EarnRuleInfo], ids: Collection[UUID]) -> set[UUID]:
    """Who is in the books with a bill already; all of them, where no rule asks for it."""
    if not any(rule.conditions.first_purchase for rule in rules):
        return set(ids)
    rows = await db.fetch(BOUGHT_BEFORE, books.program.id, books.business_id, list(ids))
    return {row["membership_id"] for row in rows}
