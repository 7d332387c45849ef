"""Bills of history as rows, and their points in the ledger: by COPY, whatever their number."""

from collections.abc import Iterator, Sequence

import asyncpg

from api import ledger
from api.core import db
from api.core.ids import new_ids
from api.purchases.service.booking import LEDGER_SOURCE
from api.purchases.service.history.bills import Bill, Books

COLUMNS = (
    "id", "program_id", "business_id", "store_id", "membership_id", "bill_number", "source", "idem_key",
    "request_hash", "occurred_at", "currency", "amount_minor", "gift_card_minor", "points_paid", "points_paid_minor",
    "eligible_minor", "points_earned", "returned_minor", "points_taken_back", "points_given_back", "status",
    "explanation", "earn_tx_id", "staff_name", "stated",
)  # fmt: skip
LINE_COLUMNS = (
    "id", "program_id", "purchase_id", "seq", "product_id", "category_id", "sku", "name", "quantity_milli",
    "amount_minor", "points", "returned_minor",
)  # fmt: skip

AWARDS = """
    SELECT earn_tx_id AS tx, membership_id AS member, 'earn:' || id AS key, request_hash AS hash,
        points_earned - points_taken_back AS points, occurred_at, store_id AS store, id AS reference
    FROM purchase WHERE program_id = $1 AND id = ANY ($2::text::uuid[])
"""


async def write(books: Books, bills: Sequence[Bill]) -> None:
    """Writes new bills with their lines, in the caller's transaction.

    Raises asyncpg.SerializationError where a rival wrote one of the keys at the same moment: to be run again.
    """
    try:
        await db.copy_into("purchase", COLUMNS, _rows(books, bills))
    except asyncpg.UniqueViolationError as error:
        raise asyncpg.SerializationError("a rival wrote one of these bills") from error
    with_lines = [bill for bill in bills if bill.lines]
    if with_lines:
        await db.copy_into("purchase_line", LINE_COLUMNS, _line_rows(books, with_lines))


async def stage(books: Books, bills: Sequence[Bill]) -> bool:
    """Lays the bills' awards ready for `post`, without a lock; whether there are any."""
    giving = [bill for bill in bills if bill.tx_id is not None]
    if giving:
        await ledger.stage_selected(
            AWARDS,
            (books.program.id, db.id_list(bill.id for bill in giving)),
            [bill.occurred_at for bill in giving],
            ledger.policy_of(books.program),
            most=max(bill.points for bill in giving),
        )
    return bool(giving)


async def post(books: Books) -> None:
    """Posts the awards that were laid ready in this transaction."""
    await ledger.post_staged(books.program.id, books.business_id, LEDGER_SOURCE)


def _rows(books: Books, bills: Sequence[Bill]) -> Iterator[tuple[object, ...]]:
    """Rows of `purchase`, in the order of COLUMNS."""
    program_id, currency = books.program.id, books.program.currency
    business_id, source = books.business_id, books.source
    for bill in bills:
        yield (
            bill.id,
            program_id,
            business_id,
            bill.store_id,
            bill.member_id,
            bill.number,
            source,
            bill.key,
            bill.content,
            bill.occurred_at,
            currency,
            bill.amount_minor,
            bill.gift_card_minor,
            0,
            0,
            bill.amount_minor - bill.gift_card_minor,
            bill.earned,
            bill.returned_minor,
            bill.taken_back,
            0,
            bill.status,
            bill.explanation,
            bill.tx_id,
            "",
            bill.stated,
        )


def _line_rows(books: Books, bills: Sequence[Bill]) -> Iterator[tuple[object, ...]]:
    """Rows of `purchase_line`, in the order of LINE_COLUMNS."""
    program_id, ids = books.program.id, iter(new_ids(sum(len(bill.lines) for bill in bills)))
    for bill in bills:
        shares = bill.line_points if bill.earned else (0,) * len(bill.lines)
        for seq, (line, points) in enumerate(zip(bill.lines, shares, strict=True), 1):
            yield (
                next(ids),
                program_id,
                bill.id,
                seq,
                line.product_id,
                line.category_id,
                line.sku,
                line.name,
                line.quantity_milli,
                line.amount_minor,
                points,
                0,
            )
