"""One batch of imported bills in the books, in two steps: entered (members, bills), then settled (visits, points).

Of two batches in a row the second is entered while the first is settled, but for what looks back: only enrolling and
settling lock what belongs to members. So all that needs no lock is done on entering.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from uuid import UUID

import orjson

from api import customers
from api.core import db
from api.core.errors import IdempotencyMismatch, NotFound
from api.customers import NewMember
from api.purchases.rules.import_rows import ImportRow
from api.purchases.service.history import Bill, count, post, stage, write
from api.purchases.service.importing.bills import Importer, Rows, priced
from api.purchases.service.importing.reading import DeadRow

KNOWN = """
    SELECT idem_key, request_hash FROM purchase
    WHERE program_id = $1 AND source = $2 AND idem_key = ANY (ARRAY(SELECT json_array_elements_text($3::json)))
"""


@dataclass(slots=True)
class Entered:
    """A batch whose bills are written: the rows that could not be, whom it met by phone, and what is to be settled."""

    dead: list[DeadRow]
    met: dict[str, UUID]
    bills: list[Bill] = field(default_factory=list)
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
    entered.has_awards = await stage(importer.books, bills)
    return entered


async def _enter(importer: Importer, rows: Rows, entered: Entered) -> list[Bill]:
    members, strangers = await _members(importer, rows)
    kept = [row for row, _ in rows if row.number is None or row.number in members]
    bills = await priced(importer, kept, members)
    await write(importer.books, bills)
    entered.dead += strangers
    entered.met |= {row.phone: members[row.phone] for row in kept if row.phone is not None}
    return bills


async def settle(importer: Importer, entered: Entered) -> None:
    """Counts the visits of a batch and posts its points, in the transaction that entered it."""
    await count(importer.books, entered.bills)
    if entered.has_awards:
        await post(importer.books)


async def _unknown(importer: Importer, rows: Rows) -> tuple[list[tuple[ImportRow, list[str]]], list[DeadRow]]:
    keys = orjson.dumps([row.key for row, _ in rows]).decode()
    found = await db.fetch(KNOWN, importer.books.program.id, importer.books.source, keys)
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
    tenant = (importer.books.program.id, importer.books.business_id)
    members = await customers.find_or_enrol_many(importer.actor, *tenant, unmet) if unmet else {}
    members |= {phone: importer.met[phone] for phone in phones.keys() & importer.met.keys()}
    numbers = {row.number for row, _ in rows if row.number is not None}
    by_number = (
        await customers.memberships_by_number(importer.books.program.id, sorted(numbers)) if numbers else {}
    )
    strangers = [
        DeadRow(cells, NotFound.code, "there is no customer with this customer_ref")
        for row, cells in rows
        if row.number is not None and row.number not in by_number
    ]
    return members | by_number, strangers
