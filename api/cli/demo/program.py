"""What the demo's program offers beyond points: tiers, and what is given to the star."""

from uuid import UUID

from api import rewards, tiers
from api.cli.demo.cast import STAR
from api.cli.demo.shelf import put_out_rewards
from api.core.audit import Actor
from api.customers import Member

STEPS = (
    tiers.NewTier("Neighbour", 0, colour="#8a6d4b", icon="house"),
    tiers.NewTier(
        "Regular",
        600,
        multiplier_bp=12_500,
        colour="#8d99a6",
        icon="coffee",
        benefits=(tiers.TierBenefit("A free coffee on your birthday", "cake"),),
    ),
    tiers.NewTier(
        "Family",
        2_500,
        multiplier_bp=15_000,
        colour="#c9a227",
        icon="heart",
        benefits=(
            tiers.TierBenefit("A free coffee on your birthday", "cake"),
            tiers.TierBenefit("Bread set aside until closing time", "clock"),
        ),
    ),
)


async def set_up(actor: Actor, business_id: UUID) -> UUID:
    """Tiers of the program and rewards of the business; the id of the coffee."""
    rules = tiers.LadderRules(tiers.TierMeasure.EARNED, tiers.TierWindow.ROLLING_MONTHS, STEPS)
    await tiers.save_ladder(actor, business_id, rules)
    return await put_out_rewards(actor, business_id)


async def welcome(actor: Actor, business_id: UUID, star: Member, coffee_id: UUID) -> None:
    """The star has a coffee to fetch."""
    await rewards.give_voucher(
        actor,
        star.program_id,
        business_id,
        star.membership_id,
        coffee_id,
        source="demo",
        idempotency_key="coffee",
        reason=f"Welcome, {STAR.name.split()[0]}",
    )
