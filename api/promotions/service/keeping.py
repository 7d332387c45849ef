"""Promotions: made, changed, and put out of use."""

from dataclasses import asdict
from datetime import date
from uuid import UUID

from api import businesses, rewards
from api.core import audit, clock, db, outbox
from api.core.audit import Actor
from api.core.errors import BadInput, Conflict, NotFound
from api.core.ids import new_id
from api.core.text import single_spaced
from api.promotions.events import PromotionSaved
from api.promotions.queries.promotions import COLUMNS, to_promotion
from api.promotions.rules.checks import check_promotion
from api.promotions.types import NewPromotion, PromotionInfo

INSERT = f"""
    INSERT INTO promotion (id, program_id, business_id, name, audience, age_from, age_to, reward_id, points,
        announce_days, valid_days, budget, is_active, runs_from, given, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 0, 1)
    RETURNING {COLUMNS}
"""
# who rests and comes back starts with the birthdays of that day
UPDATE = f"""
    UPDATE promotion SET name = $4, audience = $5, age_from = $6, age_to = $7, reward_id = $8, points = $9,
        announce_days = $10, valid_days = $11, budget = $12, is_active = $13,
        runs_from = CASE WHEN $13 AND NOT is_active THEN $14 ELSE runs_from END, checked_on = NULL,
        version = version + 1
    WHERE id = $1 AND program_id = $2 AND business_id = $3
    RETURNING {COLUMNS}
"""
REMOVE = f"""
    UPDATE promotion SET is_active = false, version = version + 1 WHERE id = $1 AND program_id = $2 RETURNING {COLUMNS}
"""
FOR_UPDATE = f"""
    SELECT {COLUMNS} FROM promotion WHERE id = $1 AND program_id = $2 AND business_id = $3 FOR NO KEY UPDATE
"""


async def save_promotion(
    actor: Actor,
    business_id: UUID,
    wanted: NewPromotion,
    *,
    promotion_id: UUID | None = None,
    version: int | None = None,
) -> PromotionInfo:
    """Keeps a promotion of the business: a new one, or `promotion_id` with all its values replaced.

    Birthdays from today on count. Presents that were given stay as they are. Refuses BAD_INPUT, also for a budget below
    what was given, NOT_FOUND for a promotion or reward that is not the business's, CONFLICT where it changed since
    `version` was read.
    """
    check_promotion(wanted)
    program_id = await businesses.program_of(business_id)
    program = await businesses.rules_for(program_id)
    today = clock.local_date(clock.now(), program.time_zone)
    await _check_reward(program_id, business_id, wanted.reward_id)
    async with db.transaction():
        if promotion_id is None:
            before, saved = None, await _write(INSERT, new_id(), program_id, business_id, wanted, today)
        else:
            before = await _the_promotion(program_id, business_id, promotion_id)
            _check_change(before, wanted, version)
            saved = await _write(UPDATE, promotion_id, program_id, business_id, wanted, today)
        await _tell(actor, "promotions.save_promotion", before, saved)
    return saved


async def remove_promotion(actor: Actor, business_id: UUID, promotion_id: UUID) -> PromotionInfo:
    """Puts a promotion out of use; presents that were given stay good. Refuses NOT_FOUND."""
    program_id = await businesses.program_of(business_id)
    async with db.transaction():
        before = await _the_promotion(program_id, business_id, promotion_id)
        if not before.terms.is_active:
            return before
        row = await db.fetchrow(REMOVE, promotion_id, program_id)
        if row is None:
            raise RuntimeError("the promotion was not found under its own lock")
        saved = to_promotion(row)
        await _tell(actor, "promotions.remove_promotion", before, saved)
    return saved


def _check_change(before: PromotionInfo, wanted: NewPromotion, version: int | None) -> None:
    if version is not None and version != before.version:
        raise Conflict(
            "Somebody else changed this promotion meanwhile. Please look again.", path=("version",)
        )
    if wanted.budget is not None and wanted.budget < before.given:
        raise BadInput(
            "So many presents were given already. The budget counts them too.",
            path=("budget",),
            params={"min": before.given},
        )


async def _check_reward(program_id: UUID, business_id: UUID, reward_id: UUID | None) -> None:
    if reward_id is None:
        return
    reward = (await rewards.rewards_by_id(program_id, [reward_id])).get(reward_id)
    if reward is None or reward.business_id != business_id:
        raise NotFound("There is no such reward.", path=("rewardId",))


async def _the_promotion(program_id: UUID, business_id: UUID, promotion_id: UUID) -> PromotionInfo:
    row = await db.fetchrow(FOR_UPDATE, promotion_id, program_id, business_id)
    if row is None:
        raise NotFound("There is no such promotion.", path=("promotionId",))
    return to_promotion(row)


async def _write(
    sql: str, promotion_id: UUID, program_id: UUID, business_id: UUID, wanted: NewPromotion, today: date
) -> PromotionInfo:
    row = await db.fetchrow(
        sql,
        promotion_id,
        program_id,
        business_id,
        single_spaced(wanted.name),
        wanted.audience,
        wanted.age_from,
        wanted.age_to,
        wanted.reward_id,
        wanted.points,
        wanted.announce_days,
        wanted.valid_days,
        wanted.budget,
        wanted.is_active,
        today,
    )
    if row is None:
        raise RuntimeError("the promotion was not found under its own lock")
    return to_promotion(row)


async def _tell(actor: Actor, action: str, before: PromotionInfo | None, after: PromotionInfo) -> None:
    await audit.record(
        actor,
        action,
        target=("Promotion", after.id),
        before=None if before is None else asdict(before.terms),
        after=asdict(after.terms),
        program_id=after.program_id,
        business_id=after.business_id,
    )
    await outbox.announce(
        PromotionSaved(program_id=after.program_id, business_id=after.business_id, promotion_id=after.id)
    )
