"""What imported rows earn: bills with their points, ready to be written."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from api.businesses import EarnRate
from api.core.audit import Actor
from api.core.ids import new_ids
from api.purchases.queries.rows import steps_json
from api.purchases.rules.earning import Earned, EarnTerms, Sale, earn
from api.purchases.rules.import_rows import ImportRow
from api.purchases.service.history import BaseRate, Bill, Books, birth_months_of, bought_before
from api.purchases.types import EarnRuleInfo

Rows = Sequence[tuple[ImportRow, list[str]]]


@dataclass(frozen=True, slots=True)
class Importer:
    """Who imports into which books, and what their sales earn."""

    actor: Actor
    books: Books
    rate: EarnRate
    earn_rules: tuple[EarnRuleInfo, ...]
    met: dict[str, UUID] = field(default_factory=dict)
    """Memberships by how rows name them, of customers in earlier batches, which are committed: most come again."""

    def parted(self, rows: Rows) -> tuple[Rows, Rows]:
        """Rows that may be entered before earlier ones are settled, and rows that may not.

        Rules may ask what a member bought before; enrolling locks the profile of somebody who is a member already.
        """
        if self.earn_rules:
            return [], rows
        ahead = [each for each in rows if each[0].phone is None or each[0].phone in self.met]
        return ahead, [each for each in rows if each[0].phone is not None and each[0].phone not in self.met]


async def priced(importer: Importer, rows: Sequence[ImportRow], members: dict[str, UUID]) -> list[Bill]:
    """Rows as bills, in their order; `members` has every phone and card number that they name."""
    by_member = [(row, _member_of(row, members)) for row in rows]
    if not importer.earn_rules:
        return _plain_bills(importer, by_member)
    return await _ruled_bills(importer, by_member)


def _member_of(row: ImportRow, members: dict[str, UUID]) -> UUID | None:
    named = row.phone or row.number
    return None if named is None else members[named]


def _bill(row: ImportRow, member: UUID | None, ids: tuple[UUID, UUID], points: int, explanation: str) -> Bill:
    bill_id, tx_id = ids
    return Bill(
        bill_id,
        tx_id if points else None,
        member,
        row.store_id,
        row.bill_number,
        row.key,
        row.content,
        row.occurred_at,
        row.amount_minor,
        points,
        explanation,
    )


def _plain_bills(importer: Importer, by_member: Sequence[tuple[ImportRow, UUID | None]]) -> list[Bill]:
    """The short way, where only the base rate holds."""
    spelled = BaseRate(importer.books, importer.rate)
    ids = zip(new_ids(len(by_member)), new_ids(len(by_member)), strict=True)
    return [
        _bill(row, member, pair, *spelled.of(row.amount_minor if member else 0))
        for (row, member), pair in zip(by_member, ids, strict=True)
    ]


async def _ruled_bills(importer: Importer, by_member: Sequence[tuple[ImportRow, UUID | None]]) -> list[Bill]:
    ids = {member for _, member in by_member if member is not None}
    birth_months = await birth_months_of(importer.books, importer.earn_rules, ids)
    bought = await bought_before(importer.books, importer.earn_rules, ids)
    program = importer.books.program
    terms = EarnTerms(importer.rate, program.rounding, program.currency, importer.earn_rules)
    ids_of = zip(new_ids(len(by_member)), new_ids(len(by_member)), strict=True)
    bills = []
    for (row, member), pair in zip(by_member, ids_of, strict=True):
        earned = Earned(0, (), ())
        if member is not None:
            local = row.occurred_at.astimezone(importer.books.zone)
            first, in_month = member not in bought, birth_months.get(member) == local.month
            earned = earn(Sale(row.amount_minor, (), row.store_id, local, first, in_month), terms)
            bought.add(member)
        bills.append(_bill(row, member, pair, earned.points, steps_json(earned.steps)))
    return bills
