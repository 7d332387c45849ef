"""Rows of the tables of sales as values."""

from uuid import UUID

import asyncpg
import orjson

from api.purchases.types import (
    EarnStep,
    LineInfo,
    PurchaseInfo,
    PurchaseStatus,
    ReturnInfo,
    ReturnKind,
)

PURCHASE_COLUMNS = """
    purchase.id, purchase.program_id, purchase.business_id, purchase.store_id, purchase.membership_id,
    purchase.bill_number, purchase.currency, purchase.amount_minor, purchase.gift_card_minor, purchase.points_paid,
    purchase.points_paid_minor, purchase.eligible_minor, purchase.points_earned, purchase.returned_minor,
    purchase.points_taken_back, purchase.points_given_back, purchase.status, purchase.explanation, purchase.staff_id,
    purchase.staff_name, purchase.occurred_at, purchase.created_at AS recorded_at, purchase.earn_tx_id,
    purchase.redeem_tx_id, purchase.stated IS NOT NULL AS is_stated
"""
LINE_COLUMNS = """
    purchase_id, seq, sku, name, product_id, category_id, quantity_milli, amount_minor, returned_minor, points
"""
RETURN_COLUMNS = """
    id, purchase_id, kind, amount_minor, points_taken_back, points_given_back, reason, occurred_at
"""


def to_purchase(row: asyncpg.Record) -> PurchaseInfo:
    """A row of PURCHASE_COLUMNS."""
    values = {name: row[name] for name in PurchaseInfo.__slots__}
    values["status"] = PurchaseStatus(row["status"])
    values["explanation"] = steps_of(row["explanation"])
    return PurchaseInfo(**values)


def to_line(row: asyncpg.Record) -> LineInfo:
    """A row of LINE_COLUMNS."""
    return LineInfo(**{name: row[name] for name in LineInfo.__slots__})


def to_return(row: asyncpg.Record) -> ReturnInfo:
    """A row of RETURN_COLUMNS."""
    values = {name: row[name] for name in ReturnInfo.__slots__}
    return ReturnInfo(**(values | {"kind": ReturnKind(row["kind"])}))


def steps_of(text: str) -> tuple[EarnStep, ...]:
    """The explanation as it is kept."""
    from_json = orjson.loads(text)
    return tuple(
        EarnStep(step["rule"], step["points"], UUID(step["rule_id"]) if step["rule_id"] else None)
        for step in from_json
    )


def steps_json(steps: tuple[EarnStep, ...]) -> str:
    """The explanation to keep."""
    return orjson.dumps(
        [{"rule": step.rule, "points": step.points, "rule_id": step.rule_id} for step in steps], default=str
    ).decode()
