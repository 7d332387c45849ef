"""Earn rules: made, changed, and put out of use."""

from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from uuid import UUID

import orjson

from api import businesses, products
from api.businesses import EarnRate
from api.core import audit, db
from api.core.audit import Actor
from api.core.errors import Conflict, NotFound
from api.core.ids import new_id
from api.purchases.queries.earn_rules import COLUMNS, conditions_json, earn_rules_by_id, to_rule
from api.purchases.rules.earn_rules import check_earn_rule
from api.purchases.types import EarnConditions, EarnRuleInfo, EarnRuleKind

INSERT = f"""
    INSERT INTO earn_rule (id, program_id, business_id, name, kind, priority, conditions, earn_points, earn_per_minor,
        multiplier_bp, bonus_points, cap_points, starts_at, ends_at, is_active, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb, $8, $9, $10, $11, $12, $13, $14, $15, 1)
    RETURNING {COLUMNS}
"""
UPDATE = f"""
    UPDATE earn_rule SET name = $4, kind = $5, priority = $6, conditions = $7::jsonb, earn_points = $8,
        earn_per_minor = $9, multiplier_bp = $10, bonus_points = $11, cap_points = $12, starts_at = $13,
        ends_at = $14, is_active = $15, version = version + 1
    WHERE id = $1 AND program_id = $2 AND business_id = $3 AND version = $16
    RETURNING {COLUMNS}
"""


@dataclass(frozen=True, slots=True)
class NewEarnRule:
    """An earn rule to keep: a new one, or all values of an existing one. `multiplier_bp` in basis points."""

    name: str
    kind: EarnRuleKind
    priority: int = 100
    conditions: EarnConditions = field(default_factory=EarnConditions)
    rate: EarnRate | None = None
    multiplier_bp: int | None = None
    bonus_points: int | None = None
    cap_points: int | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    is_active: bool = True


async def save_earn_rule(
    actor: Actor,
    business_id: UUID,
    wanted: NewEarnRule,
    *,
    rule_id: UUID | None = None,
    version: int | None = None,
) -> EarnRuleInfo:
    """Keeps a rule of the business: a new one, or `rule_id` with all its values replaced.

    Refuses with BAD_INPUT, with NOT_FOUND for a rule, store, product, category or brand that is not the business's, and
    with CONFLICT where somebody changed the rule since `version` was read.
    """
    program_id = await businesses.program_of(business_id)
    rule = _as_rule(rule_id or new_id(), wanted)
    check_earn_rule(rule)
    await _check_named(program_id, business_id, rule.conditions)
    async with db.transaction():
        if rule_id is None:
            before, saved = None, await _write(INSERT, program_id, business_id, rule)
        else:
            before = await _the_rule(business_id, rule_id)
            if version is not None and version != before.version:
                raise _stale()
            saved = await _write(UPDATE, program_id, business_id, rule, before.version)
        await _audit(actor, program_id, business_id, "purchases.save_earn_rule", before, saved)
    return saved


async def remove_earn_rule(actor: Actor, business_id: UUID, rule_id: UUID) -> EarnRuleInfo:
    """Puts a rule out of use; bills that earned by it still name it. Refuses with NOT_FOUND."""
    program_id = await businesses.program_of(business_id)
    async with db.transaction():
        before = await _the_rule(business_id, rule_id)
        if not before.is_active:
            return before
        wanted = replace(before, is_active=False)
        saved = await _write(UPDATE, program_id, business_id, wanted, before.version)
        await _audit(actor, program_id, business_id, "purchases.remove_earn_rule", before, saved)
    return saved


def _as_rule(rule_id: UUID, wanted: NewEarnRule) -> EarnRuleInfo:
    return EarnRuleInfo(
        id=rule_id,
        name=wanted.name.strip(),
        kind=wanted.kind,
        priority=wanted.priority,
        conditions=wanted.conditions,
        rate=wanted.rate,
        multiplier_bp=wanted.multiplier_bp,
        bonus_points=wanted.bonus_points,
        cap_points=wanted.cap_points,
        starts_at=wanted.starts_at,
        ends_at=wanted.ends_at,
        is_active=wanted.is_active,
    )


async def _the_rule(business_id: UUID, rule_id: UUID) -> EarnRuleInfo:
    owner, rule = (await earn_rules_by_id([rule_id])).get(rule_id, (None, None))
    if rule is None or owner != business_id:
        raise NotFound("There is no such earn rule.", path=("ruleId",))
    return rule


async def _check_named(program_id: UUID, business_id: UUID, asked: EarnConditions) -> None:
    stores = await businesses.stores_by_id(asked.store_ids) if asked.store_ids else {}
    if {key for key, store in stores.items() if store.business_id == business_id} != asked.store_ids:
        raise NotFound("There is no such store.", path=("conditions", "storeIds"))
    await _check_goods(program_id, business_id, asked)


async def _check_goods(program_id: UUID, business_id: UUID, asked: EarnConditions) -> None:
    tenant = (program_id, business_id)
    if asked.category_ids:
        found = await products.categories_by_id(*tenant, sorted(asked.category_ids))
        if found.keys() != asked.category_ids:
            raise NotFound("There is no such category.", path=("conditions", "categoryIds"))
    if asked.product_ids:
        goods = await products.products_by_id(*tenant, sorted(asked.product_ids))
        if goods.keys() != asked.product_ids:
            raise NotFound("There is no such product.", path=("conditions", "productIds"))
    if asked.brand_ids:
        brands = await products.product_brands_by_id(*tenant, sorted(asked.brand_ids))
        if brands.keys() != asked.brand_ids:
            raise NotFound("There is no such brand.", path=("conditions", "brandIds"))


async def _write(
    sql: str, program_id: UUID, business_id: UUID, rule: EarnRuleInfo, *version: int
) -> EarnRuleInfo:
    row = await db.fetchrow(
        sql,
        rule.id,
        program_id,
        business_id,
        rule.name,
        rule.kind,
        rule.priority,
        conditions_json(rule.conditions),
        rule.rate.points if rule.rate else None,
        rule.rate.per_minor if rule.rate else None,
        rule.multiplier_bp,
        rule.bonus_points,
        rule.cap_points,
        rule.starts_at,
        rule.ends_at,
        rule.is_active,
        *version,
    )
    if row is None:
        raise _stale()
    return to_rule(row)


def _stale() -> Conflict:
    return Conflict("Somebody else changed this rule meanwhile. Please look again.", path=("version",))


async def _audit(
    actor: Actor,
    program_id: UUID,
    business_id: UUID,
    action: str,
    before: EarnRuleInfo | None,
    after: EarnRuleInfo,
) -> None:
    await audit.record(
        actor,
        action,
        target=("EarnRule", after.id),
        before=_plain(before) if before else None,
        after=_plain(after),
        program_id=program_id,
        business_id=business_id,
    )


def _plain(rule: EarnRuleInfo) -> dict[str, object]:
    values = asdict(rule)
    values["conditions"] = orjson.loads(conditions_json(rule.conditions))
    return values
