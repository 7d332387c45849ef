"""One batch of imported bills in the books: members, bills, visits, points, in a handful of statements."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID
from zoneinfo import ZoneInfo

from api import customers, ledger
from api.businesses import EarnRate, ProgramRules
from api.core import db
from api.core.audit import Actor
from api.core.errors import IdempotencyMismatch, NotFound
from api.core.ids import new_id
from api.customers import NewMember, Visit
from api.purchases.queries.rows import steps_json
from api.purchases.rules.earning import Earned, EarnTerms, Sale, base_points, earn, spell_rate
from api.purchases.rules.import_rows import ImportRow
from api.purchases.service.importing.reading import DeadRow
from api.purchases.service.record import LEDGER_SOURCE
from api.purchases.types import EarnRuleInfo, EarnStep

INSERT = """
    INSERT INTO purchase (id, program_id, business_id, store_id, membership_id, bill_number, source, idem_key,
        request_hash, occurred_at, currency, amount_minor, gift_card_minor, points_paid, points_paid_minor,
        eligible_minor, points_earned, returned_minor, points_taken_back, points_given_back, status, explanation,
        earn_tx_id, staff_name)
    SELECT given.id, $1, $2, given.store_id, given.membership_id, given.bill_number, $3, given.idem_key,
        given.request_hash, given.occurred_at, $4, given.amount_minor, 0, 0, 0, given.amount_minor,
        given.points, 0, 0, 0, 'recorded', given.explanation, given.tx_id, ''
    FROM unnest($5::uuid[], $6::uuid[], $7::uuid[], $8::text[], $9::text[], $10::text[], $11::timestamptz[],
        $12::bigint[], $13::bigint[], $14::jsonb[], $15::uuid[])
        AS given (id, store_id, membership_id, bill_number, idem_key, request_hash, occurred_at, amount_minor, points,
            explanation, tx_id)
    ON CONFLICT (program_id, source, idem_key) DO NOTHING
    RETURNING id
"""
KNOWN = """
    SELECT idem_key, request_hash FROM purchase WHERE program_id = $1 AND source = $2 AND idem_key = ANY ($3::text[])
"""
BOUGHT_BEFORE = """
    SELECT DISTINCT membership_id FROM purchase
    WHERE program_id = $1 AND business_id = $2 AND membership_id = ANY ($3::uuid[]) AND status <> 'voided'
"""


@dataclass(frozen=True, slots=True)
class Importer:
    """Who imports into which business, and what its sales earn."""

    actor: Actor
    program: ProgramRules
    business_id: UUID
    rate: EarnRate
    earn_rules: tuple[EarnRuleInfo, ...]
    met: dict[str, UUID] = field(default_factory=dict)
    """Memberships by phone of customers in earlier batches, which are committed: most come again."""

    @property
    def source(self) -> str:
        """Where the idempotency keys of imported bills are unique."""
        return f"csv:{self.business_id.hex}"


@dataclass(frozen=True, slots=True)
class _Bill:
    """A row with its member and points, ready to be written."""

    id: UUID
    tx_id: UUID | None
    row: ImportRow
    member_id: UUID | None
    points: int
    explanation: str


Rows = Sequence[tuple[ImportRow, list[str]]]


async def write_batch(importer: Importer, rows: Rows) -> tuple[list[DeadRow], dict[str, UUID]]:
    """Writes rows as bills in the caller's transaction: those that cannot be, and whom it met by phone.

    A row whose key is in the books with the same content is passed over; with other content it is dead.
    """
    fresh, dead = await _unknown(importer, rows)
    members, strangers = await _members(importer, fresh)
    dead += strangers
    kept = [row for row, _ in fresh if row.number is None or row.number in members]
    bills = await _worked_out(importer, kept, members)
    written = await _write(importer, bills)
    await _visit(importer, written)
    await _earn(importer, written)
    return dead, {row.phone: members[row.phone] for row in kept if row.phone is not None}


async def _unknown(importer: Importer, rows: Rows) -> tuple[list[tuple[ImportRow, list[str]]], list[DeadRow]]:
    keys = [row.key for row, _ in rows]
    found = await db.fetch(KNOWN, importer.program.id, importer.source, keys)
    known = {each["idem_key"]: each["request_hash"] for each in found}
    fresh: list[tuple[ImportRow, list[str]]] = []
    dead: list[DeadRow] = []
    for row, cells in rows:
        content = known.get(row.key)
        if content is None:
            known[row.key] = row.content
            fresh.append((row, cells))
        elif content != row.content:
            reason = "this external_id is in the books with other content"
            dead.append(DeadRow(cells, IdempotencyMismatch.code, reason))
    return fresh, dead


async def _members(importer: Importer, rows: Rows) -> tuple[dict[str, UUID], list[DeadRow]]:
    """Memberships by phone (enrolled where new) and by card number; rows with unknown numbers."""
    phones = {row.phone: row.name for row, _ in rows if row.phone is not None}
    unmet = [NewMember(phone, name) for phone, name in phones.items() if phone not in importer.met]
    tenant = (importer.program.id, importer.business_id)
    members = await customers.find_or_enrol_many(importer.actor, *tenant, unmet) if unmet else {}
    members |= {phone: importer.met[phone] for phone in phones.keys() & importer.met.keys()}
    numbers = {row.number for row, _ in rows if row.number is not None}
    by_number = await customers.memberships_by_number(importer.program.id, sorted(numbers)) if numbers else {}
    strangers = [
        DeadRow(cells, NotFound.code, "there is no customer with this customer_ref")
        for row, cells in rows
        if row.number is not None and row.number not in by_number
    ]
    return members | by_number, strangers


def _member_of(row: ImportRow, members: dict[str, UUID]) -> UUID | None:
    named = row.phone or row.number
    return None if named is None else members[named]


async def _worked_out(importer: Importer, rows: Sequence[ImportRow], members: dict[str, UUID]) -> list[_Bill]:
    by_member = [(row, _member_of(row, members)) for row in rows]
    if not importer.earn_rules:
        return _plain_bills(importer, by_member)
    return await _ruled_bills(importer, by_member)


def _plain_bills(importer: Importer, by_member: Sequence[tuple[ImportRow, UUID | None]]) -> list[_Bill]:
    """The short way, where only the base rate holds; each number of points is put into words once."""
    words = f"Base rate: {spell_rate(importer.rate, importer.program.currency)}"
    explanations = {0: "[]"}
    bills = []
    for row, member in by_member:
        earns = member is not None
        points = base_points(row.amount_minor, importer.rate, importer.program.rounding) if earns else 0
        explanation = explanations.get(points)
        if explanation is None:
            explanation = explanations[points] = steps_json((EarnStep(words, points),))
        bills.append(_Bill(new_id(), new_id() if points else None, row, member, points, explanation))
    return bills


async def _ruled_bills(importer: Importer, by_member: Sequence[tuple[ImportRow, UUID | None]]) -> list[_Bill]:
    ids = {member for _, member in by_member if member is not None}
    birth_months = await _birth_months(importer, ids)
    bought = await _bought_before(importer, ids)
    zone = ZoneInfo(importer.program.time_zone)
    terms = EarnTerms(
        importer.rate, importer.program.rounding, importer.program.currency, importer.earn_rules
    )
    bills = []
    for row, member in by_member:
        earned = Earned(0, (), ())
        if member is not None:
            local = row.occurred_at.astimezone(zone)
            first, in_month = member not in bought, birth_months.get(member) == local.month
            earned = earn(Sale(row.amount_minor, (), row.store_id, local, first, in_month), terms)
            bought.add(member)
        tx_id = new_id() if earned.points else None
        bills.append(_Bill(new_id(), tx_id, row, member, earned.points, steps_json(earned.steps)))
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


async def _write(importer: Importer, bills: Sequence[_Bill]) -> list[_Bill]:
    """The bills that are new in the books; a rival import may have brought some meanwhile."""
    inserted = await db.fetch(
        INSERT,
        importer.program.id,
        importer.business_id,
        importer.source,
        importer.program.currency,
        [bill.id for bill in bills],
        [bill.row.store_id for bill in bills],
        [bill.member_id for bill in bills],
        [bill.row.bill_number for bill in bills],
        [bill.row.key for bill in bills],
        [bill.row.content for bill in bills],
        [bill.row.occurred_at for bill in bills],
        [bill.row.amount_minor for bill in bills],
        [bill.points for bill in bills],
        [bill.explanation for bill in bills],
        [bill.tx_id for bill in bills],
    )
    new = {row["id"] for row in inserted}
    return [bill for bill in bills if bill.id in new]


async def _visit(importer: Importer, bills: Sequence[_Bill]) -> None:
    """One change of the profile for each member, however many bills they have."""
    by_member: dict[UUID, list[ImportRow]] = defaultdict(list)
    for bill in bills:
        if bill.member_id is not None:
            by_member[bill.member_id].append(bill.row)
    visits = [
        Visit(
            importer.business_id,
            member,
            amount_minor=sum(row.amount_minor for row in rows),
            occurred_at=max(row.occurred_at for row in rows),
            visits=len(rows),
        )
        for member, rows in by_member.items()
    ]
    if visits:
        await customers.record_visits(importer.program.id, visits)


async def _earn(importer: Importer, bills: Sequence[_Bill]) -> None:
    awards = [
        ledger.BulkEarn(
            tx_id=bill.tx_id,
            membership_id=bill.member_id,
            idempotency_key=f"earn:{bill.id}",
            request_hash=bill.row.content,
            points=bill.points,
            occurred_at=bill.row.occurred_at,
            store_id=bill.row.store_id,
            reference_id=bill.id,
        )
        for bill in bills
        if bill.tx_id is not None and bill.member_id is not None
    ]
    policy = ledger.policy_of(importer.program)
    await ledger.earn_many(importer.program.id, importer.business_id, LEDGER_SOURCE, awards, policy)
