"""What the demo's program offers beyond points: tiers, rewards, a stamp card."""

from dataclasses import dataclass
from uuid import UUID

from api import rewards, stamps, tiers
from api.cli.demo.cast import STAR
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
COFFEE = NewReward(
    "A flat white",
    RewardKind.PRODUCT,
    "Any size, any milk.",
    texts={"de": RewardText("Ein Flat White", "In jeder Größe, mit jeder Milch.")},
    category="Drinks",
    points_price=180,
    value_minor=180 * RUPEE,
    valid_days=90,
)
CAKE = NewReward(
    "A saffron cake",
    RewardKind.PRODUCT,
    "Baked for you; ready the next morning.",
    texts={"de": RewardText("Ein Safrankuchen", "Für Sie gebacken; am nächsten Morgen fertig.")},
    category="Cakes",
    points_price=600,
    value_minor=640 * RUPEE,
    stock=12,
    per_member=2,
    valid_days=30,
    needs_fulfilment=True,
)
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
OFFERS = (
    COFFEE,
    CAKE,
    NewReward(
        "₹200 off your bill",
        RewardKind.DISCOUNT_AMOUNT,
        texts={"de": RewardText("200 ₹ Nachlass")},
        category="Vouchers",
        points_price=2_000,
        value_minor=200 * RUPEE,
        valid_days=60,
    ),
    NewReward(
        "A gift card of ₹500",
        RewardKind.GIFT_CARD,
        "Good in every shop of the street, a bit at a time.",
        texts={
            "de": RewardText("Ein Gutschein über 500 ₹", "Gilt in jedem Laden der Straße, auch in Teilen.")
        },
        category="Vouchers",
        points_price=4_500,
        value_minor=500 * RUPEE,
    ),
    NewReward(
        "A morning at the oven",
        RewardKind.EXPERIENCE,
        "Knead with us on a Sunday at six. Bring somebody.",
        texts={"de": RewardText("Ein Morgen am Ofen", "Sonntags um sechs mit uns kneten. Zu zweit.")},
        category="Experiences",
        points_price=3_000,
        stock=6,
        per_member=1,
        valid_days=180,
        needs_fulfilment=True,
    ),
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
    saved = [await rewards.save_reward(actor, business_id, offer) for offer in OFFERS]
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
    return Offer(design.id, saved[0].id)


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
