"""Designs: made, changed, and put out of use."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from api import businesses, products, rewards
from api.core import audit, db, files
from api.core.audit import Actor
from api.core.errors import Conflict, NotFound
from api.core.ids import new_id
from api.core.text import single_spaced
from api.stamps.queries import design_of
from api.stamps.queries.designs import COLUMNS, to_design
from api.stamps.rules.checks import check_design
from api.stamps.types import DesignInfo, NewDesign, StampRules

INSERT = f"""
    INSERT INTO stamp_design (id, program_id, business_id, name, stamps_needed, icon, picture_file_id, reward_id,
        earning, category_ids, product_ids, store_ids, least_minor, max_per_day, valid_days, starts_at, ends_at,
        is_active, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, 1)
    RETURNING {COLUMNS}
"""
UPDATE = f"""
    UPDATE stamp_design SET name = $4, stamps_needed = $5, icon = $6, picture_file_id = $7, reward_id = $8,
        earning = $9, category_ids = $10, product_ids = $11, store_ids = $12, least_minor = $13, max_per_day = $14,
        valid_days = $15, starts_at = $16, ends_at = $17, is_active = $18, version = version + 1
    WHERE id = $1 AND program_id = $2 AND business_id = $3 AND version = $19
    RETURNING {COLUMNS}
"""
REMOVE = f"""
    UPDATE stamp_design SET is_active = false, version = version + 1
    WHERE id = $1 AND program_id = $2 AND business_id = $3 AND is_active
    RETURNING {COLUMNS}
"""


async def save_design(
    actor: Actor,
    business_id: UUID,
    wanted: NewDesign,
    *,
    design_id: UUID | None = None,
    version: int | None = None,
) -> DesignInfo:
    """Keeps a stamp card of the business: a new one, or `design_id` with all its values replaced.

    Cards that have stamps keep the number that they need. Refuses with BAD_INPUT, BAD_FILE, with NOT_FOUND for a
    design, reward, store, product or category that is not the business's, and with CONFLICT where somebody changed the
    design since `version` was read.
    """
    check_design(wanted)
    program_id = await businesses.program_of(business_id)
    async with db.transaction():
        await _check_reward(program_id, business_id, wanted.reward_id)
        await _check_named(program_id, business_id, wanted.rules)
        before = None if design_id is None else await _the_design(business_id, design_id)
        if before is not None and version is not None and version != before.version:
            raise _stale()
        picture = await _picture(program_id, business_id, wanted, before)
        values = (design_id or new_id(), program_id, business_id, *_values(wanted, picture))
        row = (
            await db.fetchrow(INSERT, *values)
            if before is None
            else await db.fetchrow(UPDATE, *values, before.version)
        )
        if row is None:
            raise _stale()
        saved = to_design(row)
        await _audit(actor, "stamps.save_design", before, saved)
    return saved


async def remove_design(actor: Actor, business_id: UUID, design_id: UUID) -> DesignInfo:
    """Puts a stamp card out of use: nothing is stamped on it any more. Refuses with NOT_FOUND."""
    async with db.transaction():
        before = await _the_design(business_id, design_id)
        row = await db.fetchrow(REMOVE, design_id, before.program_id, business_id)
        if row is None:
            return before
        saved = to_design(row)
        await _audit(actor, "stamps.remove_design", before, saved)
    return saved


async def _the_design(business_id: UUID, design_id: UUID) -> DesignInfo:
    design = await design_of(business_id, design_id)
    if design is None:
        raise NotFound("There is no such stamp card.", path=("designId",))
    return design


async def _check_reward(program_id: UUID, business_id: UUID, reward_id: UUID | None) -> None:
    if reward_id is None:
        return
    reward = (await rewards.rewards_by_id(program_id, [reward_id])).get(reward_id)
    if reward is None or reward.business_id != business_id:
        raise NotFound("There is no such reward.", path=("rewardId",))


async def _check_named(program_id: UUID, business_id: UUID, asked: StampRules) -> None:
    if asked.store_ids:
        stores = await businesses.stores_by_id(asked.store_ids)
        if {key for key, store in stores.items() if store.business_id == business_id} != asked.store_ids:
            raise NotFound("There is no such store.", path=("storeIds",))
    if asked.category_ids:
        found = await products.categories_by_id(program_id, business_id, sorted(asked.category_ids))
        if found.keys() != asked.category_ids:
            raise NotFound("There is no such category.", path=("categoryIds",))
    if asked.product_ids:
        goods = await products.products_by_id(program_id, business_id, sorted(asked.product_ids))
        if goods.keys() != asked.product_ids:
            raise NotFound("There is no such product.", path=("productIds",))


async def _picture(
    program_id: UUID, business_id: UUID, wanted: NewDesign, before: DesignInfo | None
) -> UUID | None:
    if wanted.picture is None:
        return before.picture_file_id if before is not None and wanted.keeps_picture else None
    path = ("pictureBase64",)
    return await files.store(wanted.picture, program_id=program_id, business_id=business_id, path=path)


def _values(wanted: NewDesign, picture: UUID | None) -> tuple[object, ...]:
    rules = wanted.rules
    return (
        single_spaced(wanted.name),
        wanted.stamps_needed,
        wanted.icon.strip(),
        picture,
        wanted.reward_id,
        rules.earning,
        sorted(rules.category_ids),
        sorted(rules.product_ids),
        sorted(rules.store_ids),
        rules.least_minor,
        rules.max_per_day,
        rules.valid_days,
        rules.starts_at,
        rules.ends_at,
        rules.is_active,
    )


def _stale() -> Conflict:
    return Conflict("Somebody else changed this stamp card meanwhile. Please look again.", path=("version",))


async def _audit(actor: Actor, action: str, before: DesignInfo | None, after: DesignInfo) -> None:
    await audit.record(
        actor,
        action,
        target=("StampDesign", after.id),
        before=None if before is None else _plain(before),
        after=_plain(after),
        program_id=after.program_id,
        business_id=after.business_id,
    )


def _plain(design: DesignInfo) -> dict[str, Any]:
    values = asdict(design)
    rules = values.pop("rules")
    return values | {
        key: sorted(value) if isinstance(value, frozenset) else value for key, value in rules.items()
    }
