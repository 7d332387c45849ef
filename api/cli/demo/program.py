"""What the demo's program offers beyond points: tiers, rewards, a stamp card."""

from dataclasses import dataclass
from uuid import UUID

from api import rewards, stamps, tiers
from api.cli.demo.cast import STAR
from api.cli.demo.shelf import put_out_rewards
from api.core.audit import Actor
from api.customers import Member
from api.rewards import NewReward, RewardKind, RewardText
from api.stamps import NewDesign, StampEarning, StampRules

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
RUPEE = 100
TENTH = NewReward(
    "The tenth coffee",
    RewardKind.PRODUCT,
    "What a full stamp card is for.",
    texts={"de": RewardText("Der zehnte Kaffee", "Dafür ist die volle Stempelkarte da.")},
    category="Drinks",
    value_minor=180 * RUPEE,
    valid_days=90,
    is_listed=False,
)
STAMPS = 7


@dataclass(frozen=True)
class Offer:
    """What the demo's people use: the stamp card, and the reward that the star chooses."""

    design_id: UUID
    coffee_id: UUID


async def set_up(actor: Actor, business_id: UUID) -> Offer:
    """Tiers of the program, rewards and a stamp card of the business."""
    rules = tiers.LadderRules(tiers.TierMeasure.EARNED, tiers.TierWindow.ROLLING_MONTHS, STEPS)
    await tiers.save_ladder(actor, business_id, rules)
    coffee = await put_out_rewards(actor, business_id)
    tenth = await rewards.save_reward(actor, business_id, TENTH)
    design = await stamps.save_design(
        actor,
        business_id,
        NewDesign(
            "Ten coffees",
            10,
            icon="coffee",
            reward_id=tenth.id,
            rules=StampRules(StampEarning.PER_VISIT, least_minor=150 * RUPEE),
        ),
    )
    return Offer(design.id, coffee)


async def enjoy(actor: Actor, business_id: UUID, store_id: UUID, star: Member, offer: Offer) -> None:
    """The star has some stamps and a coffee to fetch."""
    await stamps.issue_stamps(
        actor,
        business_id,
        stamps.IssueStamps("demo-stamps", star.membership_id, offer.design_id, store_id, STAMPS),
    )
    await rewards.give_voucher(
        actor,
        star.program_id,
        business_id,
        star.membership_id,
        offer.coffee_id,
        source="demo",
        idempotency_key="coffee",
        reason=f"Welcome, {STAR.name.split()[0]}",
    )
