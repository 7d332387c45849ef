"""Documents as they are kept: read by key, written many at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import asyncpg
import orjson

from api.core import clock, db
from api.core.ids import new_ids
from api.erp.service.loading import Work
from api.erp.types import DocState, Document, InvoiceLine

INVOICE = "invoice"
COLUMNS = """
    key, revision, row_hash, source_hash, state, reason, document, year, day, branch, number, pin_hash, parent_key,
    amount_minor, occurred_at, phone, membership_id, purchase_id, points, said, first_seen_at
"""
BY_KEY = f"""
    SELECT {COLUMNS} FROM erp_doc
    WHERE program_id = $1 AND connection_id = $2 AND kind = 'invoice' AND key = ANY ($3::text[])
"""
STAGE = """
    CREATE TEMPORARY TABLE erp_stage (id uuid, key text, row_hash text, source_hash bigint, state text, reason text,
        document text, year text, day date, branch text, number text, pin_hash text, parent_key text,
        amount_minor bigint, occurred_at timestamptz, phone text, membership_id uuid, purchase_id uuid, points bigint,
        said jsonb) ON COMMIT DROP
"""
STAGED = (
    "id", "key", "row_hash", "source_hash", "state", "reason", "document", "year", "day", "branch", "number",
    "pin_hash", "parent_key", "amount_minor", "occurred_at", "phone", "membership_id", "purchase_id", "points", "said",
)  # fmt: skip
WRITE = """
    INSERT INTO erp_doc AS known (id, program_id, business_id, connection_id, kind, key, revision, row_hash,
        source_hash, state, reason, document, year, day, branch, number, pin_hash, parent_key, amount_minor,
        occurred_at, phone, membership_id, purchase_id, points, said, first_seen_at, changed_at)
    SELECT id, $1, $2, $3, 'invoice', key, 1, row_hash, source_hash, state, reason, document, year, day, branch, number,
        pin_hash, parent_key, amount_minor, occurred_at, phone, membership_id, purchase_id, points, said, $4, $4
    FROM erp_stage
    ON CONFLICT (program_id, connection_id, kind, key) DO UPDATE SET revision = known.revision + 1,
        row_hash = excluded.row_hash, source_hash = excluded.source_hash, state = excluded.state,
        reason = excluded.reason, document = excluded.document, year = excluded.year, day = excluded.day,
        branch = excluded.branch, number = excluded.number, pin_hash = excluded.pin_hash,
        parent_key = excluded.parent_key, amount_minor = excluded.amount_minor, occurred_at = excluded.occurred_at,
        phone = excluded.phone, membership_id = excluded.membership_id, purchase_id = excluded.purchase_id,
        points = excluded.points, said = excluded.said, changed_at = excluded.changed_at
"""
TOUCH = """
    UPDATE erp_doc SET source_hash = told.hash FROM unnest($3::text[], $4::bigint[]) AS told (key, hash)
    WHERE program_id = $1 AND connection_id = $2 AND kind = 'invoice' AND erp_doc.key = told.key
"""


@dataclass(slots=True)
class Doc:
    """A bill or return as it is, or is about to be, kept. `occurred_at` is the date that counts."""

    key: str
    row_hash: str
    source_hash: int | None
    state: DocState
    document: Document
    year: str
    day: date | None
    branch: str
    number: str
    amount_minor: int
    occurred_at: datetime
    reason: str = ""
    pin_hash: str = ""
    parent_key: str = ""
    phone: str = ""
    membership_id: UUID | None = None
    purchase_id: UUID | None = None
    points: int = 0
    gift_card_minor: int = 0
    lines: tuple[InvoiceLine, ...] = ()
    first_seen_at: datetime | None = None

    @property
    def is_bill(self) -> bool:
        """Whether it stands as a sale in the books."""
        return self.document is Document.SALE and self.state in BILLS

    @property
    def is_loose(self) -> bool:
        """Whether it is a return that is to be taken from its customer's newest bills."""
        return self.state is DocState.UNREFERENCED


BILLS = frozenset({DocState.LIVE, DocState.UNATTACHED, DocState.CLAIMED})


async def by_key(work: Work, keys: Iterable[str], *, hold: bool = False) -> dict[str, Doc]:
    """Documents by their keys; held, nobody else changes them until the caller's transaction ends."""
    wanted = list(dict.fromkeys(keys))
    if not wanted:
        return {}
    sql = f"{BY_KEY} ORDER BY key FOR UPDATE" if hold else BY_KEY
    rows = await db.fetch(sql, work.program.id, work.connection_id, wanted)
    return {row["key"]: to_doc(row) for row in rows}


def to_doc(row: asyncpg.Record) -> Doc:
    """A row of COLUMNS."""
    said = orjson.loads(row["said"]) if row["said"] else {}
    return Doc(
        key=row["key"],
        row_hash=row["row_hash"],
        source_hash=row["source_hash"],
        state=DocState(row["state"]),
        document=Document(row["document"]),
        year=row["year"],
        day=row["day"],
        branch=row["branch"],
        number=row["number"],
        amount_minor=row["amount_minor"],
        occurred_at=row["occurred_at"],
        reason=row["reason"],
        pin_hash=row["pin_hash"],
        parent_key=row["parent_key"],
        phone=row["phone"],
        membership_id=row["membership_id"],
        purchase_id=row["purchase_id"],
        points=row["points"],
        gift_card_minor=said.get("gift", 0),
        lines=tuple(InvoiceLine(*line) for line in said.get("lines", ())),
        first_seen_at=row["first_seen_at"],
    )


async def write(work: Work, docs: Sequence[Doc]) -> None:
    """New and changed documents, in the caller's transaction; a known key gets its next revision."""
    if not docs:
        return
    await db.execute(STAGE)
    ids = new_ids(len(docs))
    await db.copy_into(
        "erp_stage", STAGED, (_staged(doc, doc_id) for doc, doc_id in zip(docs, ids, strict=True))
    )
    await db.execute(WRITE, work.program.id, work.business_id, work.connection_id, clock.now())
    await db.execute("DROP TABLE erp_stage")


def _staged(doc: Doc, doc_id: UUID) -> tuple[object, ...]:
    return (
        doc_id,
        doc.key,
        doc.row_hash,
        doc.source_hash,
        doc.state.value,
        doc.reason,
        doc.document.value,
        doc.year,
        doc.day,
        doc.branch,
        doc.number,
        doc.pin_hash,
        doc.parent_key,
        doc.amount_minor,
        doc.occurred_at,
        doc.phone,
        doc.membership_id,
        doc.purchase_id,
        doc.points,
        _said(doc),
    )


def _said(doc: Doc) -> str | None:
    said: dict[str, object] = {}
    if doc.gift_card_minor:
        said["gift"] = doc.gift_card_minor
    if doc.lines:
        said["lines"] = [[line.sku, line.name, line.quantity_milli, line.amount_minor] for line in doc.lines]
    return orjson.dumps(said).decode() if said else None


async def touch(work: Work, hashes: dict[str, int]) -> None:
    """What the source hashes differently though its fields are the same: a column that no mapping reads."""
    if hashes:
        await db.execute(TOUCH, work.program.id, work.connection_id, list(hashes), list(hashes.values()))
