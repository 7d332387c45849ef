"""What a mapped row is: a bill, a return, or nothing that counts; and where returns without a bill go."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from zoneinfo import ZoneInfo

from api.erp.types import (
    DateBasis,
    Document,
    FieldProblem,
    Ignored,
    Invoice,
    InvoiceLine,
    Row,
    SyncRules,
)

PLACEHOLDER_DIGITS = 8
"""A number whose last digits are all the same is nobody's."""
MILLI = Decimal(1000)


def to_invoice(
    fields: Mapping[str, Any],
    row: Row,
    year: str,
    zone: ZoneInfo,
    lines: Sequence[InvoiceLine],
    hashed: str,
) -> Invoice:
    """A mapped row as a document; `hashed` is the hash of its fields and lines."""
    occurred_at: datetime = fields["occurred_at"]
    customer_key, phone = fields.get("customer_key") or "", fields.get("phone") or ""
    return Invoice(
        key=row.key,
        year=year,
        document=Document(fields.get("document") or Document.SALE),
        is_deleted=bool(fields.get("is_deleted")),
        number=fields.get("number") or "",
        series=fields.get("series") or "",
        branch=fields.get("branch_code") or "",
        amount_minor=fields["amount_minor"],
        gift_card_minor=fields.get("paid_by_gift_card_minor") or 0,
        currency=fields.get("currency") or "",
        occurred_at=occurred_at,
        entered_at=fields.get("entered_at"),
        day=occurred_at.astimezone(zone).date(),
        customer_key=customer_key,
        phone=phone,
        customer_name=fields.get("customer_name") or "",
        reference_key=fields.get("reference_key") or "",
        reference_number=fields.get("reference_number") or "",
        claim_pin=fields.get("claim_pin") or "",
        row_hash=hashed,
        source_hash=row.source_hash,
        customer=f"c:{customer_key}" if customer_key else f"t:{phone}" if phone else "",
        lines=tuple(lines),
    )


def to_line(fields: Mapping[str, Any]) -> InvoiceLine | None:
    """A mapped line; None where it was cancelled, came back, or is of nothing."""
    if fields.get("is_deleted") or fields.get("is_return") or fields["amount_minor"] <= 0:
        return None
    quantity = fields.get("quantity")
    milli = 1000 if quantity is None else int((quantity * MILLI).to_integral_value(ROUND_HALF_UP))
    return InvoiceLine(
        fields.get("sku") or "", fields.get("name") or "", max(milli, 0), fields["amount_minor"]
    )


def moment_of(invoice: Invoice, rules: SyncRules) -> datetime:
    """The date that counts: the one on the bill, or when it was keyed."""
    if rules.date_basis is DateBasis.ENTRY and invoice.entered_at is not None:
        return invoice.entered_at
    return invoice.occurred_at


def ignored(invoice: Invoice, rules: SyncRules, zone: ZoneInfo) -> Ignored | None:
    """Why a document counts for nothing; None where it counts. Days are those of `zone`."""
    if invoice.document is Document.TRANSFER:
        return Ignored.TRANSFER
    if invoice.series in rules.excluded_series:
        return Ignored.SERIES
    if invoice.branch in rules.excluded_branches:
        return Ignored.BRANCH
    since = rules.counts_from
    if since is not None and moment_of(invoice, rules).astimezone(zone).date() < since:
        return Ignored.TOO_EARLY
    return None


def problem_of(
    invoice: Invoice, *, currency: str, max_amount_minor: int, latest: datetime
) -> FieldProblem | None:
    """Why a document cannot be taken as it is: an impossible amount, another currency, a date that is yet to come."""
    if invoice.currency and invoice.currency.upper() != currency:
        return FieldProblem(
            "currency", "CURRENCY_MISMATCH", f"the program works in {currency}, not in {invoice.currency}"
        )
    if not 0 <= invoice.amount_minor <= max_amount_minor:
        return FieldProblem(
            "amount_minor", "AMOUNT_INVALID", "the amount is negative, or larger than any bill may be"
        )
    if not 0 <= invoice.gift_card_minor <= invoice.amount_minor:
        return FieldProblem(
            "paid_by_gift_card_minor", "AMOUNT_INVALID", "more was paid by gift card than the bill comes to"
        )
    if invoice.occurred_at > latest:
        return FieldProblem("occurred_at", "DATE_IN_FUTURE", "the bill's date is yet to come")
    return None


def is_placeholder(phone: str, rules: SyncRules) -> bool:
    """Whether a number stands for "no number"."""
    return len(set(phone[-PLACEHOLDER_DIGITS:])) == 1 or phone in rules.placeholder_phones


@dataclass(frozen=True, slots=True)
class Standing:
    """A bill that stands: what is left of it after the returns that name it."""

    key: str
    occurred_at: datetime
    left_minor: int


@dataclass(frozen=True, slots=True)
class Loose:
    """A return that names no bill that is known."""

    key: str
    occurred_at: datetime
    amount_minor: int


def allocate(bills: Sequence[Standing], returns: Iterable[Loose]) -> dict[str, int]:
    """Minor units that returns without a bill take from each of their customer's bills.

    In the order of their dates, each from the newest bills that are not after it, as far as they go. The same documents
    give the same answer, in whatever order they came.
    """
    left = {bill.key: bill.left_minor for bill in bills}
    newest_first = sorted(bills, key=lambda bill: (bill.occurred_at, bill.key), reverse=True)
    taken: dict[str, int] = {}
    for each in sorted(returns, key=lambda loose: (loose.occurred_at, loose.key)):
        need = each.amount_minor
        for bill in newest_first:
            if bill.occurred_at > each.occurred_at:
                continue
            now = min(left[bill.key], need)
            if now > 0:
                left[bill.key] -= now
                taken[bill.key] = taken.get(bill.key, 0) + now
                need -= now
            if need == 0:
                break
    return taken
