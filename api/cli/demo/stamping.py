"""The stamp card of the demo's bakery."""

from uuid import UUID

from api import customers, rewards, stamps
from api.core.audit import Actor
from api.rewards import NewReward, RewardKind, RewardText
from api.stamps import IssueStamps, NewDesign, StampEarning, StampRules

REWARD = NewReward(
    "The sixth loaf",
    RewardKind.PRODUCT,
    "Any loaf of the day.",
    {"de": RewardText("Das sechste Brot", "Ein Brot des Tages.")},
    category="From the oven",
    valid_days=30,
    is_listed=False,
)
NEEDED, GIVEN = 6, 4


async def offer_stamps(actor: Actor, program_id: UUID, business_id: UUID, store_id: UUID, phone: str) -> None:
    """Six visits make a loaf; whoever has this number has four stamps already."""
    reward = await rewards.save_reward(actor, business_id, REWARD)
    rules = StampRules(earning=StampEarning.PER_VISIT, max_per_day=NEEDED, valid_days=180)
    wanted = NewDesign("Six visits, one loaf", NEEDED, "gift", reward.id, rules)
    design = await stamps.save_design(actor, business_id, wanted)
    member = await customers.member_by_phone(program_id, business_id, phone)
    if member is None:
        raise RuntimeError(f"{phone} was not enrolled")
    request = IssueStamps("demo-star", member.membership_id, design.id, store_id, GIVEN)
    await stamps.issue_stamps(actor, business_id, request)
