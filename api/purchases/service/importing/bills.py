"""What imported rows earn: bills with their points, ready to be written."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from api import customers
from api.businesses import EarnRate, ProgramRules
from api.core import db
from api.core.audit import Actor
from api.core.ids import new_ids
from api.purchases.queries.rows import steps_json
from api.purchases.rules.earning import Earned, EarnTerms, Sale, base_points, earn, spell_rate
from api.purchases.rules.import_rows import ImportRow
from api.purchases.types import EarnRuleInfo, EarnStep

BOUGHT_BEFORE = """
    SELECT DISTINCT membership_id FROM purchase
    WHERE program_id = $1 AND business_id = $2 AND membership_id = ANY ($3::uuid[]) AND status <> 'voided'
"""


Rows = Sequence[tuple[ImportRow, list[str]]]


@dataclass(frozen=True, slots=True)
class Importer:
    """Who imports into which business, and what its sales earn."""

    actor: Actor
    program: ProgramRules
    business_id: UUID
    rate: EarnRate
    earn_rules: tuple[EarnRuleInfo, ...]
    source: str
    """Where the keys of the bills are unique."""

    is_stated: bool = False
    """True where another system keeps the bills and may change them."""

    met: dict[str, UUID] = field(default_factory=dict)
    """Memberships by how rows name them, of customers in earlier batches, which are committed: most come again."""

    zone: ZoneInfo = field(init=False)

    def __post_init__(self) -> None:
        """The program's time zone, looked up once."""
        object.__setattr__(self, "zone", ZoneInfo(self.program.time_zone))

    def month_of(self, moment: datetime) -> date:
        """The first day of the month where the program lives."""
        return moment.astimezone(self.zone).date().replace(day=1)

    def parted(self, rows: Rows) -> tuple[Rows, Rows]:
        """Rows that may be entered before earlier ones are settled, and rows that may not.

        Rules may ask what a member bought before; enrolling locks the profile of somebody who is a member already.
        """
        if self.earn_rules:
            return [], rows
        ahead = [each for each in rows if each[0].phone is None or each[0].phone in self.met]
        return ahead, [each for each in rows if each[0].phone is not None and each[0].phone not in self.met]


class Bill(NamedTuple):
    """A row with its member and points, ready to be written."""

    id: UUID
    tx_id: UUID | None
    row: ImportRow
    member_id: UUID | None
    points: int
    explanation: str


async def priced(importer: Importer, rows: Sequence[ImportRow], members: dict[str, UUID]) -> list[Bill]:
    """Rows as bills, in their order; `members` has every phone and card number that they name."""
    by_member = [(row, _member_of(row, members)) for row in rows]
    if not importer.earn_rules:
        return _plain_bills(importer, by_member)
    return await _ruled_bills(importer, by_member)


def _member_of(row: ImportRow, members: dict[str, UUID]) -> UUID | None:
    named = row.phone or row.number
    return None if named is None else members[named]


def _plain_bills(importer: Importer, by_member: Sequence[tuple[ImportRow, UUID | None]]) -> list[Bill]:
    """The short way, where only the base rate holds; each number of points is put into words once."""
    words = f"Base rate: {spell_rate(importer.rate, importer.program.currency)}"
    explanations = {0: "[]"}
    ids, tx_ids = new_ids(len(by_member)), new_ids(len(by_member))
    bills = []
    for (row, member), bill_id, tx_id in zip(by_member, ids, tx_ids, strict=True):
        earns = member is not None and row.earns
        points = base_points(row.amount_minor, importer.rate, importer.program.rounding) if earns else 0
        explanation = explanations.get(points)
        if explanation is None:
            explanation = explanations[points] = steps_json((EarnStep(words, points),))
        bills.append(Bill(bill_id, tx_id if points else None, row, member, points, explanation))
    return bills


async def _ruled_bills(importer: Importer, by_member: Sequence[tuple[ImportRow, UUID | None]]) -> list[Bill]:
    ids = {member for _, member in by_member if member is not None}
    birth_months = await _birth_months(importer, ids)
    bought = await _bought_before(importer, ids)
    terms = EarnTerms(
        importer.rate, importer.program.rounding, importer.program.currency, importer.earn_rules
    )
    bill_ids, tx_ids = new_ids(len(by_member)), new_ids(len(by_member))
    bills = []
    for (row, member), bill_id, tx_id in zip(by_member, bill_ids, tx_ids, strict=True):
        earned = Earned(0, (), ())
        if member is not None and row.earns:
            local = row.occurred_at.astimezone(importer.zone)
            first, in_month = member not in bought, birth_months.get(member) == local.month
            earned = earn(Sale(row.amount_minor, (), row.store_id, local, first, in_month), terms)
            bought.add(member)
        spelled = steps_json(earned.steps)
        bills.append(Bill(bill_id, tx_id if earned.points else None, row, member, earned.points, spelled))
    return bills


async def _birth_months(importer: Importer, ids: set[UUID]) -> dict[UUID, int | None]:
    if not any(rule.conditions.birthday_month for rule in importer.earn_rules):
        return {}
    found = await customers.members_by_id(importer.program.id, list(ids), business_id=importer.business_id)
    return {key: member.birth_month for key, member in found.items()}


async def _bought_before(importer: Importer, ids: set[UUID]) -> set[UUID]:
    if not any(rule.conditions.first_purchase for rule in importer.earn_rules):
        return set(ids)
    rows = await db.fetch(BOUGHT_BEFORE, importer.program.id, importer.business_id, list(ids))
    return {row["membership_id"] for row in rows}
