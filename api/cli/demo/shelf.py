"""What points buy at the demo's bakery."""

from uuid import UUID

from api import rewards
from api.core.audit import Actor
from api.rewards import LimitPeriod, NewReward, RewardKind, RewardText

RUPEE = 100
REWARDS = (
    NewReward(
        "Cardamom bun",
        RewardKind.PRODUCT,
        "One, still warm.",
        {"de": RewardText("Kardamomschnecke", "Eine, noch warm.")},
        category="From the oven",
        points_price=120,
        valid_days=30,
    ),
    NewReward(
        "A coffee on us",
        RewardKind.PRODUCT,
        "Any size.",
        {"de": RewardText("Ein Kaffee aufs Haus", "In jeder Größe.")},
        category="Drinks",
        points_price=80,
        per_member=1,
        period=LimitPeriod.DAY,
        valid_days=14,
    ),
    NewReward(
        "Ten per cent off",
        RewardKind.DISCOUNT_PERCENT,
        "Off one bill.",
        {"de": RewardText("Zehn Prozent", "Auf einen Einkauf.")},
        category="Off your bill",
        points_price=200,
        discount_bp=1_000,
        valid_days=60,
        is_stackable=False,
    ),
    NewReward(
        "Gift card",
        RewardKind.GIFT_CARD,
        "To use up bit by bit.",
        {"de": RewardText("Gutscheinkarte", "Nach und nach einzulösen.")},
        category="To give away",
        points_price=600,
        value_minor=250 * RUPEE,
        valid_days=365,
    ),
    NewReward(
        "Morning in the bakery",
        RewardKind.EXPERIENCE,
        "Bake with us from five o'clock.",
        {"de": RewardText("Ein Morgen in der Backstube", "Ab fünf Uhr mit uns backen.")},
        category="To remember",
        points_price=1_500,
        stock=6,
        per_member=1,
        needs_fulfilment=True,
    ),
)


COFFEE = "A coffee on us"


async def put_out_rewards(actor: Actor, business_id: UUID) -> UUID:
    """Fills the catalogue; the id of the coffee."""
    saved = [await rewards.save_reward(actor, business_id, reward) for reward in REWARDS]
    return next(each.id for each in saved if each.terms.name == COFFEE)
