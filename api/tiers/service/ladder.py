"""The ladder: previewed, saved, kept by version."""

from collections.abc import Sequence
from uuid import UUID

import orjson

from api import businesses
from api.core import audit, db, outbox
from api.core.audit import Actor
from api.core.errors import Conflict, NotFound
from api.core.ids import new_id
from api.tiers.events import LadderSaved
from api.tiers.queries import ladder_of
from api.tiers.rules import check_ladder
from api.tiers.types import LadderInfo, LadderRules, NewTier, TierImpact, TierMove

IMPACT = "SELECT * FROM tier_impact($1, $2, $3, $4, $5, $6, $7, $8, $9, tier_today($1))"
KNOWN = "SELECT id FROM tier WHERE program_id = $1 AND is_active AND id = ANY ($2::uuid[])"
SAVE = """
    INSERT INTO tier_ladder AS known (id, program_id, measure, "window", window_months, effective, downgrade,
        grace_days, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1)
    ON CONFLICT (program_id) DO UPDATE SET measure = excluded.measure, "window" = excluded."window",
        window_months = excluded.window_months, effective = excluded.effective, downgrade = excluded.downgrade,
        grace_days = excluded.grace_days, version = known.version + 1
    RETURNING id, version
"""
RETIRE = "UPDATE tier SET is_active = false WHERE program_id = $1 AND is_active"
SAVE_STEPS = """
    INSERT INTO tier (id, program_id, rank, name, threshold, multiplier_bp, is_for_ever, colour, icon, benefits,
        reward_id, is_active)
    SELECT step.id, $1, step.rank, step.name, step.threshold, step.multiplier_bp, step.is_for_ever, step.colour,
        step.icon, step.benefits::jsonb, step.reward_id, true
    FROM unnest($2::uuid[], $3::int[], $4::text[], $5::bigint[], $6::int[], $7::bool[], $8::text[], $9::text[],
        $10::text[], $11::uuid[])
        AS step (id, rank, name, threshold, multiplier_bp, is_for_ever, colour, icon, benefits, reward_id)
    ON CONFLICT (id) DO UPDATE SET rank = excluded.rank, name = excluded.name, threshold = excluded.threshold,
        multiplier_bp = excluded.multiplier_bp, is_for_ever = excluded.is_for_ever, colour = excluded.colour,
        icon = excluded.icon, benefits = excluded.benefits, reward_id = excluded.reward_id, is_active = true
"""
MOVE = "SELECT tier_assess($1, NULL, tier_today($1), false, $2, 'rules', $3)"
KEEP_VERSION = """
    INSERT INTO tier_ladder_version (id, program_id, version, rules, moved, actor_name)
    VALUES ($1, $2, $3, $4::jsonb, $5, $6)
"""


async def preview_ladder(business_id: UUID, rules: LadderRules) -> TierImpact:
    """What saving the rules would do to every member of the program. Changes nothing. Refuses as `save_ladder` does."""
    program_id = await businesses.program_of(business_id)
    rules = check_ladder(rules)
    await _check_known(program_id, rules.tiers)
    program = await businesses.rules_for(program_id)
    rows = await db.fetch(
        IMPACT,
        program_id,
        rules.measure,
        rules.window,
        rules.window_months,
        rules.effective,
        [tier.id for tier in rules.tiers],
        [tier.name for tier in rules.tiers],
        [tier.threshold for tier in rules.tiers],
        [tier.multiplier_bp for tier in rules.tiers],
    )
    moves = [
        TierMove(row["from_name"], row["to_name"], row["members"], row["is_up"])
        for row in rows
        if row["is_moving"]
    ]
    points = sum(row["extra_points"] for row in rows)
    return TierImpact(
        members=sum(row["members"] for row in rows),
        moves=tuple(sorted(moves, key=lambda move: -move.members)),
        cost_points=points,
        cost_minor=points * program.point_value_micro_minor // 1_000_000,
    )


async def save_ladder(
    actor: Actor,
    business_id: UUID,
    rules: LadderRules,
    *,
    version: int | None = None,
    drops_at_once: bool = False,
) -> LadderInfo:
    """Keeps the rules of the program's tiers as its next version and moves members up by them, in one transaction.

    A step with the id of an existing one stays that step for its members; what is left out goes out of use, and its
    members stand where the numbers say. Members who would stand lower keep their tier as long as it was promised,
    or go down now with `drops_at_once`. Refuses BAD_INPUT, NOT_FOUND for an unknown step, and CONFLICT where somebody
    changed the ladder since `version` was read (0 where there was none).
    """
    program_id = await businesses.program_of(business_id)
    rules = check_ladder(rules)
    async with db.transaction():
        before = await ladder_of(program_id)
        held = before.version if before else 0
        if version is not None and version != held:
            raise Conflict("Somebody changed the tiers meanwhile. Look at them again.", path=("version",))
        await _check_known(program_id, rules.tiers)
        ladder_id, saved_version = await _write(program_id, rules)
        if saved_version != held + 1:
            raise Conflict("Somebody changed the tiers meanwhile. Look at them again.", path=("version",))
        moved: int = await db.fetchval(MOVE, program_id, drops_at_once, actor.name)
        told = LadderSaved(
            program_id=program_id,
            business_id=business_id,
            ladder_id=ladder_id,
            ladder_version=saved_version,
            moved=moved,
        )
        await _tell(actor, told, held, _shown(rules))
        saved = await ladder_of(program_id)
    if saved is None:
        raise RuntimeError("the ladder was not found in its own transaction")
    return saved


async def _tell(actor: Actor, told: LadderSaved, held: int, shown: dict[str, object]) -> None:
    """Keeps the version as history, notes who made it and announces it. `held`: the version before, 0 for none."""
    await db.execute(
        KEEP_VERSION,
        new_id(),
        told.program_id,
        told.ladder_version,
        orjson.dumps(shown).decode(),
        told.moved,
        actor.name,
    )
    await audit.record(
        actor,
        "tiers.save_ladder",
        target=("TierLadder", told.ladder_id),
        before={"version": held},
        after={"version": told.ladder_version, "moved": told.moved, **shown},
        program_id=told.program_id,
        business_id=told.business_id,
    )
    await outbox.announce(told)


async def _check_known(program_id: UUID, tiers: Sequence[NewTier]) -> None:
    asked = [tier.id for tier in tiers if tier.id is not None]
    known = {row["id"] for row in await db.fetch(KNOWN, program_id, asked)} if asked else set()
    for at, tier in enumerate(tiers):
        if tier.id is not None and tier.id not in known:
            raise NotFound("There is no such tier in the ladder.", path=("tiers", str(at), "id"))


async def _write(program_id: UUID, rules: LadderRules) -> tuple[UUID, int]:
    row = await db.fetchrow(
        SAVE,
        new_id(),
        program_id,
        rules.measure,
        rules.window,
        rules.window_months,
        rules.effective,
        rules.downgrade,
        rules.grace_days,
    )
    if row is None:
        raise RuntimeError("the statement saves and has a row")
    await db.execute(RETIRE, program_id)
    await db.execute(
        SAVE_STEPS,
        program_id,
        [tier.id or new_id() for tier in rules.tiers],
        list(range(1, len(rules.tiers) + 1)),
        [tier.name for tier in rules.tiers],
        [tier.threshold for tier in rules.tiers],
        [tier.multiplier_bp for tier in rules.tiers],
        [tier.is_for_ever for tier in rules.tiers],
        [tier.colour for tier in rules.tiers],
        [tier.icon for tier in rules.tiers],
        [_benefits(tier) for tier in rules.tiers],
        [tier.reward_id for tier in rules.tiers],
    )
    return row["id"], row["version"]


def _benefits(tier: NewTier) -> str:
    return orjson.dumps([{"text": each.text, "icon": each.icon} for each in tier.benefits]).decode()


def _shown(rules: LadderRules) -> dict[str, object]:
    return {
        "measure": rules.measure,
        "window": rules.window,
        "window_months": rules.window_months,
        "effective": rules.effective,
        "downgrade": rules.downgrade,
        "grace_days": rules.grace_days,
        "tiers": [
            {"name": tier.name, "threshold": tier.threshold, "multiplier_bp": tier.multiplier_bp}
            for tier in rules.tiers
        ],
    }
