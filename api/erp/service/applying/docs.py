"""Documents as they are kept: read by key, written many at once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
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
    WHERE program_id = $1 AND connection_id = $2 AND kind = 'invoice'
        AND key = ANY (ARRAY(SELECT json_array_elements_text($3::json)))
"""
STAGE = """
    CREATE TEMPORARY TABLE erp_stage (key text, row_hash text, source_hash bigint, state text, reason text,
        document text, year text, day date, branch text, number text, pin_hash text, parent_key text,
        amount_minor bigint, occurred_at timestamptz, phone text, membership_id uuid, purchase_id uuid, points bigint,
        said jsonb) ON COMMIT DROP
"""
TOLD = (
    "row_hash", "source_hash", "state", "reason", "document", "year", "day", "branch", "number", "pin_hash",
    "parent_key", "amount_minor", "occurred_at", "phone", "membership_id", "purchase_id", "points", "said",
)  # fmt: skip
CHANGED = ("key", *TOLD)
NEW = (
    "id", "program_id", "business_id", "connection_id", "kind", "key", "revision", "first_seen_at", "changed_at", *TOLD,
)  # fmt: skip
WRITE = f"""
    UPDATE erp_doc AS known SET revision = known.revision + 1, changed_at = $3,
        {", ".join(f"{name} = told.{name}" for name in TOLD)}
    FROM erp_stage AS told
    WHERE known.program_id = $1 AND known.connection_id = $2 AND known.kind = 'invoice' AND known.key = told.key
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
    is_kept: bool = False

    @property
    def is_bill(self) -> bool:
        """Whether it stands as a sale in the books."""
        return self.document is Document.SALE and self.state in BILLS

    @property
    def is_loose(self) -> bool:
        """Whether it is a return that is to be taken from its customer's newest bills."""
        return self.state is DocState.UNREFERENCED


NOTHING: Mapping[str, Doc] = MappingProxyType({})
BILLS = frozenset({DocState.LIVE, DocState.UNATTACHED, DocState.CLAIMED})


async def by_key(work: Work, keys: Iterable[str], *, hold: bool = False) -> dict[str, Doc]:
    """Documents by their keys; held, nobody else changes them until the caller's transaction ends."""
    wanted = list(dict.fromkeys(keys))
    if not wanted:
        return {}
    sql = f"{BY_KEY} ORDER BY key FOR UPDATE" if hold else BY_KEY
    rows = await db.fetch(sql, work.program.id, work.connection_id, db.word_list(wanted))
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
        is_kept=True,
    )


async def write(work: Work, docs: Sequence[Doc]) -> None:
    """New and changed documents, in the caller's transaction; one that is kept already gets its next revision.

    Raises asyncpg.SerializationError where a rival wrote a new one at the same moment: to be run again.
    """
    new = [doc for doc in docs if not doc.is_kept]
    changed = [doc for doc in docs if doc.is_kept]
    if new:
        try:
            await db.copy_into("erp_doc", NEW, _rows(work, new))
        except asyncpg.UniqueViolationError as error:
            raise asyncpg.SerializationError("a rival wrote one of these documents") from error
    if changed:
        await db.execute(STAGE)
        await db.copy_into("erp_stage", CHANGED, ((doc.key, *_told(doc)) for doc in changed))
        await db.execute(WRITE, work.program.id, work.connection_id, clock.now())
        await db.execute("DROP TABLE erp_stage")


def _rows(work: Work, docs: Sequence[Doc]) -> Iterator[tuple[object, ...]]:
    """Rows of NEW."""
    now = clock.now()
    same = (work.program.id, work.business_id, work.connection_id, INVOICE)
    for doc, doc_id in zip(docs, new_ids(len(docs)), strict=True):
        yield (doc_id, *same, doc.key, 1, now, now, *_told(doc))


def _told(doc: Doc) -> tuple[object, ...]:
    """Values of TOLD."""
    return (
        doc.row_hash,
        doc.source_hash,
        doc.state,
        doc.reason,
        doc.document,
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
