"""What a request says, as a hash: the same key with another hash is refused."""

import hashlib
from datetime import UTC

import orjson

from api.purchases.types import RecordPurchase, ReturnKind, ReturnPurchase


def purchase_hash(request: RecordPurchase, phone: str | None) -> str:
    """SHA-256 of what a sale is: store, customer, money, bill, lines, time. `phone` is in E.164."""
    return _hash(
        {
            "store": request.store_id,
            "member": request.membership_id,
            "phone": phone,
            "amount": [request.amount.minor_units, request.amount.currency],
            "gift_card": request.gift_card and [request.gift_card.minor_units, request.gift_card.currency],
            "points_paid": request.points_paid if not request.pays_max_points else "max",
            "bill": request.bill_number,
            "lines": [
                [
                    line.sku,
                    line.name,
                    line.product_id,
                    line.category_id,
                    line.quantity_milli,
                    line.amount_minor,
                ]
                for line in request.lines
            ],
            "at": request.occurred_at and request.occurred_at.astimezone(UTC),
        }
    )


def return_hash(request: ReturnPurchase, kind: ReturnKind) -> str:
    """SHA-256 of what a return is: its bill, what comes back, and why."""
    return _hash(
        {
            "purchase": request.purchase_id,
            "kind": kind,
            "lines": sorted(request.lines),
            "amount": request.amount and [request.amount.minor_units, request.amount.currency],
            "reason": request.reason,
        }
    )


def _hash(content: dict[str, object]) -> str:
    # `default`: ids that the driver read are of a subclass of UUID
    text = orjson.dumps(content, default=str, option=orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z)
    return hashlib.sha256(text).hexdigest()
