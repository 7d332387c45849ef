"""The catalogue: rewards made, changed, and put out of use."""

from dataclasses import asdict, replace
from uuid import UUID

import orjson

from api import businesses, tiers
from api.core import audit, db, files, outbox
from api.core.audit import Actor
from api.core.errors import BadInput, Conflict, NotFound
from api.core.ids import new_id
from api.rewards.events import RewardSaved
from api.rewards.queries.rewards import COLUMNS, to_reward
from api.rewards.rules.checks import check_reward
from api.rewards.types import NewReward, RewardInfo

INSERT = f"""
    INSERT INTO reward (id, program_id, business_id, kind, name, description, texts, category, points_price,
        cash_minor, value_minor, discount_bp, stock, per_member, per_period, period, tier_ids, store_ids,
        weekdays, from_hour, to_hour, valid_days, starts_at, ends_at, is_stackable, needs_fulfilment, is_listed,
        is_active, kid_age_from, kid_age_to, stock_taken, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21,
        $22, $23, $24, $25, $26, $27, $28, $29, $30, 0, 1)
    RETURNING {COLUMNS}
"""
UPDATE = f"""
    UPDATE reward SET kind = $4, name = $5, description = $6, texts = $7::jsonb, category = $8, points_price = $9,
        cash_minor = $10, value_minor = $11, discount_bp = $12, stock = $13, per_member = $14, per_period = $15,
        period = $16, tier_ids = $17, store_ids = $18, weekdays = $19, from_hour = $20, to_hour = $21,
        valid_days = $22, starts_at = $23, ends_at = $24, is_stackable = $25, needs_fulfilment = $26, is_listed
        = $27, is_active = $28, kid_age_from = $29, kid_age_to = $30, version = version + 1
    WHERE id = $1 AND program_id = $2 AND business_id = $3
    RETURNING {COLUMNS}
"""
PICTURE = f"""
    UPDATE reward SET picture_file_id = $3, version = version + 1 WHERE program_id = $1 AND id = $2
    RETURNING {COLUMNS}
"""
FOR_UPDATE = f"""
    SELECT {COLUMNS} FROM reward WHERE id = $1 AND program_id = $2 AND business_id = $3 FOR NO KEY UPDATE
"""


async def save_reward(
    actor: Actor,
    business_id: UUID,
    wanted: NewReward,
    *,
    reward_id: UUID | None = None,
    version: int | None = None,
) -> RewardInfo:
    """Keeps a reward of the business: a new one, or `reward_id` with all its values replaced.

    Vouchers that were made keep the terms of their day. Refuses BAD_INPUT, also for a stock below what was taken,
    NOT_FOUND for a reward or store that is not the business's, CONFLICT where it changed since `version` was read.
    """
    wanted = _tidied(wanted)
    check_reward(wanted)
    program_id = await businesses.program_of(business_id)
    await _check_stores(business_id, wanted)
    await _check_tiers(program_id, wanted)
    async with db.transaction():
        if reward_id is None:
            before, saved = None, await _write(INSERT, new_id(), program_id, business_id, wanted)
        else:
            before = await _the_reward(program_id, business_id, reward_id)
            _check_change(before, wanted, version)
            saved = await _write(UPDATE, reward_id, program_id, business_id, wanted)
        await _tell(actor, "rewards.save_reward", before, saved)
    return saved


async def remove_reward(actor: Actor, business_id: UUID, reward_id: UUID) -> RewardInfo:
    """Puts a reward out of use; vouchers of it stay good. Refuses NOT_FOUND."""
    program_id = await businesses.program_of(business_id)
    async with db.transaction():
        before = await _the_reward(program_id, business_id, reward_id)
        if not before.terms.is_active:
            return before
        wanted = replace(before.terms, is_active=False)
        saved = await _write(UPDATE, reward_id, program_id, business_id, wanted)
        await _tell(actor, "rewards.remove_reward", before, saved)
    return saved


async def set_picture(actor: Actor, business_id: UUID, reward_id: UUID, content: bytes | None) -> RewardInfo:
    """Gives a reward a PNG, JPEG or WebP of at most 512 kB, or takes its picture away. Refuses NOT_FOUND, BAD_FILE."""
    program_id = await businesses.program_of(business_id)
    async with db.transaction():
        before = await _the_reward(program_id, business_id, reward_id)
        file_id = None
        if content is not None:
            tenant = {"program_id": program_id, "business_id": business_id}
            file_id = await files.store(content, path=("contentBase64",), **tenant)
        row = await db.fetchrow(PICTURE, program_id, before.id, file_id)
        if row is None:
            raise RuntimeError("the reward was not found under its own lock")
        saved = to_reward(row)
        await _tell(actor, "rewards.set_picture", before, saved)
    return saved


def _tidied(wanted: NewReward) -> NewReward:
    return replace(
        wanted,
        name=wanted.name.strip(),
        description=wanted.description.strip(),
        category=wanted.category.strip(),
    )


def _check_change(before: RewardInfo, wanted: NewReward, version: int | None) -> None:
    if version is not None and version != before.version:
        raise Conflict("Somebody else changed this reward meanwhile. Please look again.", path=("version",))
    if wanted.stock is not None and wanted.stock < before.stock_taken:
        raise BadInput(
            "So many pieces were taken already. The stock counts them too.",
            path=("stock",),
            params={"min": before.stock_taken},
        )


async def _check_stores(business_id: UUID, wanted: NewReward) -> None:
    asked = wanted.conditions.store_ids
    stores = await businesses.stores_by_id(asked) if asked else {}
    if {key for key, store in stores.items() if store.business_id == business_id} != asked:
        raise NotFound("There is no such store.", path=("conditions", "storeIds"))


async def _check_tiers(program_id: UUID, wanted: NewReward) -> None:
    asked = wanted.conditions.tier_ids
    ladder = await tiers.ladder_of(program_id) if asked else None
    if asked - {tier.id for tier in (ladder.tiers if ladder else ())}:
        raise NotFound("There is no such tier.", path=("conditions", "tierIds"))


async def _the_reward(program_id: UUID, business_id: UUID, reward_id: UUID) -> RewardInfo:
    row = await db.fetchrow(FOR_UPDATE, reward_id, program_id, business_id)
    if row is None:
        raise NotFound("There is no such reward.", path=("rewardId",))
    return to_reward(row)


async def _write(
    sql: str, reward_id: UUID, program_id: UUID, business_id: UUID, wanted: NewReward
) -> RewardInfo:
    asked = wanted.conditions
    row = await db.fetchrow(
        sql,
        reward_id,
        program_id,
        business_id,
        wanted.kind,
        wanted.name,
        wanted.description,
        _texts_json(wanted),
        wanted.category,
        wanted.points_price,
        wanted.cash_minor,
        wanted.value_minor,
        wanted.discount_bp,
        wanted.stock,
        wanted.per_member,
        wanted.per_period,
        wanted.period,
        sorted(asked.tier_ids),
        sorted(asked.store_ids),
        sorted(asked.weekdays),
        asked.from_hour,
        asked.to_hour,
        wanted.valid_days,
        wanted.starts_at,
        wanted.ends_at,
        wanted.is_stackable,
        wanted.needs_fulfilment,
        wanted.is_listed,
        wanted.is_active,
        asked.kid_age_from,
        asked.kid_age_to,
    )
    if row is None:
        raise RuntimeError("the reward was not found under its own lock")
    return to_reward(row)


def _texts_json(wanted: NewReward) -> str:
    texts = {
        language: {"name": text.name.strip(), "description": text.description.strip()}
        for language, text in sorted(wanted.texts.items())
    }
    return orjson.dumps(texts).decode()


async def _tell(actor: Actor, action: str, before: RewardInfo | None, after: RewardInfo) -> None:
    await audit.record(
        actor,
        action,
        target=("Reward", after.id),
        before=_plain(before) if before else None,
        after=_plain(after),
        program_id=after.program_id,
        business_id=after.business_id,
    )
    await outbox.announce(
        RewardSaved(program_id=after.program_id, business_id=after.business_id, reward_id=after.id)
    )


def _plain(reward: RewardInfo) -> dict[str, object]:
    values = asdict(reward.terms) | {"picture": reward.picture_file_id}
    values["conditions"] = {
        name: sorted(map(str, value)) if isinstance(value, frozenset) else value
        for name, value in values["conditions"].items()
    }
    return values
