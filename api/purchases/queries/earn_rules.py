"""Earn rules of businesses."""

from collections.abc import Iterable
from uuid import UUID

import asyncpg
import orjson

from api.businesses import EarnRate
from api.core import db
from api.core.weekdays import Weekday
from api.purchases.types import BirthdaySpan, EarnConditions, EarnRuleInfo, EarnRuleKind

COLUMNS = """
    id, business_id, name, kind, priority, conditions, earn_points, earn_per_minor, multiplier_bp, bonus_points,
    cap_points, starts_at, ends_at, is_active, version
"""
OF_BUSINESSES = f"""
    SELECT {COLUMNS} FROM earn_rule WHERE business_id = ANY ($1::uuid[]) AND (is_active OR NOT $2)
    ORDER BY business_id, priority, id
"""
BY_ID = f"SELECT {COLUMNS} FROM earn_rule WHERE id = ANY ($1::uuid[])"


async def earn_rules_of(
    business_ids: Iterable[UUID], *, only_active: bool = False
) -> dict[UUID, list[EarnRuleInfo]]:
    """Earn rules of businesses in the order in which rates are tried."""
    found: dict[UUID, list[EarnRuleInfo]] = {key: [] for key in business_ids}
    for row in await db.fetch(OF_BUSINESSES, list(found), only_active):
        found[row["business_id"]].append(to_rule(row))
    return found


async def earn_rules_by_id(ids: Iterable[UUID]) -> dict[UUID, tuple[UUID, EarnRuleInfo]]:
    """Earn rules by id with the business of each: the caller checks whose they are."""
    rows = await db.fetch(BY_ID, list(ids))
    return {row["id"]: (row["business_id"], to_rule(row)) for row in rows}


def to_rule(row: asyncpg.Record) -> EarnRuleInfo:
    """A row of COLUMNS."""
    has_rate = row["earn_per_minor"] is not None
    return EarnRuleInfo(
        id=row["id"],
        name=row["name"],
        kind=EarnRuleKind(row["kind"]),
        priority=row["priority"],
        conditions=conditions_of(row["conditions"]),
        rate=EarnRate(row["earn_points"], row["earn_per_minor"]) if has_rate else None,
        multiplier_bp=row["multiplier_bp"],
        bonus_points=row["bonus_points"],
        cap_points=row["cap_points"],
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        is_active=row["is_active"],
        version=row["version"],
    )


def conditions_of(text: str) -> EarnConditions:
    """Conditions as they are kept."""
    kept = orjson.loads(text)
    return EarnConditions(
        category_ids=frozenset(UUID(each) for each in kept.get("category_ids", ())),
        product_ids=frozenset(UUID(each) for each in kept.get("product_ids", ())),
        brand_ids=frozenset(UUID(each) for each in kept.get("brand_ids", ())),
        store_ids=frozenset(UUID(each) for each in kept.get("store_ids", ())),
        weekdays=frozenset(Weekday(each) for each in kept.get("weekdays", ())),
        from_hour=kept.get("from_hour"),
        to_hour=kept.get("to_hour"),
        first_purchase=kept.get("first_purchase", False),
        birthday_month=kept.get("birthday_month", False),
        min_amount_minor=kept.get("min_amount_minor"),
        birthday=_span(kept.get("birthday")),
        kid_birthday=_span(kept.get("kid_birthday")),
        kid_age_from=kept.get("kid_age_from"),
        kid_age_to=kept.get("kid_age_to"),
    )


def _span(kept: str | None) -> BirthdaySpan | None:
    return None if kept is None else BirthdaySpan(kept)


def conditions_json(conditions: EarnConditions) -> str:
    """Conditions to keep; what asks nothing is left out."""
    kept = {
        "category_ids": sorted(str(each) for each in conditions.category_ids),
        "product_ids": sorted(str(each) for each in conditions.product_ids),
        "brand_ids": sorted(str(each) for each in conditions.brand_ids),
        "store_ids": sorted(str(each) for each in conditions.store_ids),
        "weekdays": [each.value for each in Weekday if each in conditions.weekdays],
        "from_hour": conditions.from_hour,
        "to_hour": conditions.to_hour,
        "first_purchase": conditions.first_purchase,
        "birthday_month": conditions.birthday_month,
        "min_amount_minor": conditions.min_amount_minor,
        "birthday": conditions.birthday,
        "kid_birthday": conditions.kid_birthday,
        "kid_age_from": conditions.kid_age_from,
        "kid_age_to": conditions.kid_age_to,
    }
    asked = {
        name: value
        for name, value in kept.items()
        if value is not None and value is not False and value != []
    }
    return orjson.dumps(asked).decode()
