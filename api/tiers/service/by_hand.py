"""A tier given or taken by a person, with a reason."""

from datetime import date, timedelta
from uuid import UUID

from asyncpg import Record

from api import businesses, customers
from api.core import audit, clock, db, outbox
from api.core.audit import Actor
from api.core.errors import BadInput, NotFound
from api.core.ids import new_id
from api.tiers.events import TierChanged
from api.tiers.queries import ladder_of
from api.tiers.types import LadderInfo, TierChangeReason, TierInfo

MAX_REASON = 300
MAX_DAYS = 366 * 10
HELD = """
    SELECT s.tier_id, t.name, t.rank FROM member_tier s LEFT JOIN tier t ON t.id = s.tier_id
    WHERE s.program_id = $1 AND s.membership_id = $2 FOR UPDATE OF s
"""
SET = """
    INSERT INTO member_tier AS known (id, program_id, membership_id, tier_id, since, keep_until, by_hand_until)
    VALUES ($1, $2, $3, $4, $5, $6, $6)
    ON CONFLICT (program_id, membership_id) DO UPDATE SET tier_id = excluded.tier_id,
        since = CASE WHEN known.tier_id IS DISTINCT FROM excluded.tier_id THEN excluded.since ELSE known.since END,
        keep_until = excluded.keep_until, by_hand_until = excluded.by_hand_until
"""
TELL = """
    INSERT INTO tier_change (id, program_id, membership_id, from_tier_id, to_tier_id, from_name, to_name, is_up, reason,
        note, actor_name, measured)
    SELECT $1, $2, $3, $4, $5, $6, $7, $8, 'by_hand', $9, $10,
        coalesce((SELECT s.measured FROM read.tier_standing s WHERE s.pk = $3), 0)
"""


async def set_tier(
    actor: Actor,
    business_id: UUID,
    membership_id: UUID,
    tier_id: UUID,
    *,
    until: date,
    reason: str,
) -> None:
    """Puts a member on a tier until the end of a day, whatever the numbers say; reviews leave it alone until then.

    Refuses NOT_FOUND for a customer or a tier that is not the business's, and BAD_INPUT for a day that is past, or no
    reason.
    """
    program_id = await businesses.program_of(business_id)
    told = _reason(reason)
    await _check_day(program_id, until)
    tier = _named(await ladder_of(program_id), tier_id)
    async with db.transaction():
        known = await customers.members_by_id(program_id, [membership_id], business_id=business_id)
        if membership_id not in known:
            raise NotFound("There is no such customer.", path=("customerId",))
        held = await db.fetchrow(HELD, program_id, membership_id)
        await db.execute(SET, new_id(), program_id, membership_id, tier.id, clock.now(), until)
        changed = _change(program_id, business_id, membership_id, held, tier)
        await _keep(actor, changed, told)
        await audit.record(
            actor,
            "tiers.set_tier",
            target=("Customer", membership_id),
            before={"tier": changed.from_name},
            after={"tier": tier.name, "until": until.isoformat(), "reason": told},
            program_id=program_id,
            business_id=business_id,
        )
        await outbox.announce(changed)


def _reason(text: str) -> str:
    told = text.strip()
    if not 1 <= len(told) <= MAX_REASON or not told.isprintable():
        raise BadInput(f"Give a reason of 1 to {MAX_REASON} characters.", path=("reason",))
    return told


async def _check_day(program_id: UUID, until: date) -> None:
    program = await businesses.rules_for(program_id)
    today = clock.local_date(clock.now(), program.time_zone)
    if not today <= until <= today + timedelta(days=MAX_DAYS):
        raise BadInput("The last day is today or later, within ten years.", path=("until",))


def _change(
    program_id: UUID, business_id: UUID, membership_id: UUID, held: Record | None, tier: TierInfo
) -> TierChanged:
    return TierChanged(
        program_id=program_id,
        business_id=business_id,
        change_id=new_id(),
        membership_id=membership_id,
        from_tier_id=held["tier_id"] if held else None,
        from_name=held["name"] if held else None,
        to_tier_id=tier.id,
        to_name=tier.name,
        is_up=tier.rank > ((held["rank"] if held else None) or 0),
        reason=TierChangeReason.BY_HAND,
    )


async def _keep(actor: Actor, changed: TierChanged, told: str) -> None:
    await db.execute(
        TELL,
        changed.change_id,
        changed.program_id,
        changed.membership_id,
        changed.from_tier_id,
        changed.to_tier_id,
        changed.from_name,
        changed.to_name,
        changed.is_up,
        told,
        actor.name,
    )


def _named(ladder: LadderInfo | None, tier_id: UUID) -> TierInfo:
    found = next((tier for tier in ladder.tiers if tier.id == tier_id), None) if ladder else None
    if found is None:
        raise NotFound("There is no such tier.", path=("tierId",))
    return found
