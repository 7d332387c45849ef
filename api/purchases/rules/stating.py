"""What a bill of another system comes to, and which postings bring the books there."""

import hashlib
from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

import orjson

from api.purchases.errors import AmountInvalid
from api.purchases.types import PurchaseStatus, StatedBill


class Part(NamedTuple):
    """Points that a bill gave by one transaction, less what was taken back of them."""

    tx_id: UUID
    points: int


def content_of(bill: StatedBill) -> str:
    """SHA-256 of what a bill is, but for whose it is: members merge."""
    said = [
        bill.store_id,
        bill.occurred_at.timestamp(),
        bill.amount_minor,
        bill.bill_number,
        bill.gift_card_minor,
        bill.returned_minor,
        bill.earns,
        bill.is_cancelled,
        [[line.sku, line.name, line.quantity_milli, line.amount_minor] for line in bill.lines],
    ]
    return hashlib.sha256(orjson.dumps(said, default=str)).hexdigest()


def check(bill: StatedBill, max_amount_minor: int) -> None:
    """Refuses with AMOUNT_INVALID what no bill can be."""
    if not 0 <= bill.amount_minor <= max_amount_minor:
        raise AmountInvalid("The amount is negative, or larger than any bill of this program may be.")
    if not 0 <= bill.gift_card_minor <= bill.amount_minor:
        raise AmountInvalid("The part paid by gift card is negative or more than the bill.")
    if bill.returned_minor < 0:
        raise AmountInvalid("What came back of the bill is negative.")


def returned_of(bill: StatedBill) -> int:
    """What came back of a bill, at most all of it; of a cancelled one all."""
    return bill.amount_minor if bill.is_cancelled else min(bill.returned_minor, bill.amount_minor)


def status_of(bill: StatedBill) -> PurchaseStatus:
    """How the bill stands in the books."""
    returned = returned_of(bill)
    if bill.is_cancelled:
        return PurchaseStatus.VOIDED
    if not returned:
        return PurchaseStatus.RECORDED
    return PurchaseStatus.RETURNED if returned == bill.amount_minor else PurchaseStatus.PARTLY_RETURNED


def taken_back(points: int, bill: StatedBill) -> int:
    """Of the points that a bill earned as a whole, those that went with what came back: in proportion, rounded down."""
    returned = returned_of(bill)
    return points if returned == bill.amount_minor else points * returned // bill.amount_minor


def take(parts: Sequence[Part], points: int) -> tuple[list[Part], list[Part]]:
    """Takes points from the newest part first: what is taken from each, and the parts as they are then."""
    taken, left = [], []
    for part in reversed(parts):
        now = min(part.points, points)
        points -= now
        if now:
            taken.append(Part(part.tx_id, now))
        if part.points > now:
            left.append(Part(part.tx_id, part.points - now))
    return taken, left[::-1]
