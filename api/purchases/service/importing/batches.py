"""One batch of imported bills in the books, in two steps: entered (members, bills), then settled (visits, points).

Of two batches in a row the second is entered while the first is settled, but for what looks back: only enrolling and
settling lock what belongs to members. So all that needs no lock is done on entering.
"""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

import asyncpg
import orjson

from api import customers, ledger, tiers
from api.core import db
from api.core.errors import IdempotencyMismatch, NotFound
from api.customers import NewMember, Visit
from api.purchases.rules.import_rows import ImportRow
from api.purchases.service.booking import LEDGER_SOURCE
from api.purchases.service.importing.bills import Bill, Importer, Rows, priced
from api.purchases.service.importing.reading import DeadRow

KNOWN = """
    SELECT idem_key, request_hash FROM purchase
    WHERE program_id = $1 AND source = $2 AND idem_key = ANY (ARRAY(SELECT json_array_elements_text($3::json)))
"""
STAGE = """
    CREATE TEMPORARY TABLE purchase_history (place integer, id uuid, store_id uuid, membership_id uuid,
        bill_number text, idem_key text, request_hash text, occurred_at timestamptz, amount_minor bigint,
        points bigint, explanation jsonb, earn_tx_id uuid) ON COMMIT DROP
"""
COLUMNS = (
    "place",
    "id",
    "store_id",
    "membership_id",
    "bill_number",
    "idem_key",
    "request_hash",
    "occurred_at",
    "amount_minor",
    "points",
    "explanation",
    "earn_tx_id",
)
INSERT = """
    INSERT INTO purchase (id, program_id, business_id, store_id, membership_id, bill_number, source, idem_key,
        request_hash, occurred_at, currency, amount_minor, gift_card_minor, points_paid, points_paid_minor,
        eligible_minor, points_earned, returned_minor, points_taken_back, points_given_back, status, explanation,
        earn_tx_id, staff_name, stated)
    SELECT id, $1, $2, store_id, membership_id, bill_number, $3, idem_key, request_hash, occurred_at, $4, amount_minor,
        0, 0, 0, amount_minor, points, 0, 0, 0, 'recorded', explanation, earn_tx_id, '',
        CASE WHEN $5 THEN jsonb_build_object('revision', 1, 'parts', CASE WHEN earn_tx_id IS NULL THEN '[]'
            ELSE jsonb_build_array(jsonb_build_array(earn_tx_id, points)) END) END
    FROM purchase_history ORDER BY place
"""


@dataclass(slots=True)
class Entered:
    """A batch whose bills are written: the rows that could not be, whom it met by phone, and what is to be settled."""

    dead: list[DeadRow]
    met: dict[str, UUID]
    bills: list[Bill] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    activity: list[tiers.Activity] = field(default_factory=list)
    has_awards: bool = False


async def enter(importer: Importer, rows: Rows, earlier: Callable[[], Awaitable[object]]) -> Entered:
    """Writes rows as bills in the caller's transaction, their customers enrolled.

    `earlier` returns when the batch before is committed: what looks back is entered after that. A row whose key is in
    the books with the same content is passed over; with other content it is dead. Raises asyncpg.SerializationError
    where a rival import wrote one of the keys at the same moment: to be run again.
    """
    fresh, dead = await _unknown(importer, rows)
    entered = Entered(dead, {})
    ahead, behind = importer.parted(fresh)
    bills = await _enter(importer, ahead, entered) if ahead else []
    if behind:
        await earlier()
        bills += await _enter(importer, behind, entered)
    entered.bills = bills
    entered.visits = _visits(importer, bills)
    entered.activity = _activity(importer, bills)
    entered.has_awards = await _stage(importer, bills)
    return entered


async def _enter(importer: Importer, rows: Rows, entered: Entered) -> list[Bill]:
    members, strangers = await _members(importer, rows)
    kept = [row for row, _ in rows if row.number is None or row.number in members]
    bills = await priced(importer, kept, members)
    await _write(importer, bills)
    entered.dead += strangers
    entered.met |= {row.phone: members[row.phone] for row in kept if row.phone is not None}
    return bills


async def settle(importer: Importer, entered: Entered) -> None:
    """Counts the visits of a batch and posts its points, in the transaction that entered it."""
    if entered.visits:
        await customers.record_visits(importer.program.id, entered.visits)
    if entered.has_awards:
        await ledger.post_staged(importer.program.id, importer.business_id, LEDGER_SOURCE)
    await tiers.count(importer.program.id, entered.activity, assess=False)


async def _unknown(importer: Importer, rows: Rows) -> tuple[list[tuple[ImportRow, list[str]]], list[DeadRow]]:
    keys = orjson.dumps([row.key for row, _ in rows]).decode()
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


async def _write(importer: Importer, bills: Sequence[Bill]) -> None:
    await db.execute(STAGE)
    await db.copy_into("purchase_history", COLUMNS, _staged(bills))
    tenant = (importer.program.id, importer.business_id, importer.source, importer.program.currency)
    try:
        await db.execute(INSERT, *tenant, importer.is_stated)
    except asyncpg.UniqueViolationError as error:
        raise asyncpg.SerializationError("a rival import wrote one of these bills") from error
    await db.execute("DROP TABLE purchase_history")


def _staged(bills: Sequence[Bill]) -> Iterator[tuple[object, ...]]:
    """Rows of `purchase_history`, in the order of COLUMNS."""
    for place, (bill_id, tx_id, row, member_id, points, explanation) in enumerate(bills):
        yield (
            place,
            bill_id,
            row.store_id,
            member_id,
            row.bill_number,
            row.key,
            row.content,
            row.occurred_at,
            row.amount_minor,
            points,
            explanation,
            tx_id,
        )


def _visits(importer: Importer, bills: Sequence[Bill]) -> list[Visit]:
    """One change of the profile for each member, however many bills they have."""
    by_member: defaultdict[UUID, list[ImportRow]] = defaultdict(list)
    for bill in bills:
        if bill.member_id is not None:
            by_member[bill.member_id].append(bill.row)
    return [
        Visit(
            importer.business_id,
            member,
            amount_minor=sum(row.amount_minor for row in rows),
            occurred_at=max(row.occurred_at for row in rows),
            visits=len(rows),
            first_at=min(row.occurred_at for row in rows),
        )
        for member, rows in by_member.items()
    ]


def _activity(importer: Importer, bills: Sequence[Bill]) -> list[tiers.Activity]:
    """What each member did in each month."""
    by_month: defaultdict[tuple[UUID, date], list[Bill]] = defaultdict(list)
    for bill in bills:
        if bill.member_id is not None:
            by_month[bill.member_id, importer.month_of(bill.row.occurred_at)].append(bill)
    return [
        tiers.Activity(
            member,
            month,
            earned=sum(bill.points for bill in made),
            spent_minor=sum(bill.row.amount_minor for bill in made),
            visits=len(made),
        )
        for (member, month), made in by_month.items()
    ]


async def _stage(importer: Importer, bills: Sequence[Bill]) -> bool:
    """Lays the bills' awards ready; whether there are any."""
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
    if awards:
        await ledger.stage_many(awards, ledger.policy_of(importer.program))
    return bool(awards)
