"""Birthday presents of the town, and awards that were held: every state, with and without what can be missing."""

from collections.abc import Sequence
from uuid import UUID, uuid4

from api import promotions, purchases, reviews
from api.core import clock, db
from api.core.audit import Actor
from api.promotions import Audience, NewPromotion
from api.purchases import HandPosting
from api.reviews import ReviewRule, RuleAction, RuleKind
from tests.factories.businesses import Tenant
from tests.factories.identity import make_staff
from tests.factories.rewards import make_reward
from tests.graphql.plan.texts import NASTY

LOOK_AGAIN = "UPDATE promotion SET runs_from = $2 WHERE program_id = $1"
RULES = (
    ReviewRule(RuleKind.STAFF_AWARDS_PER_HOUR, RuleAction.REVIEW, 1),
    ReviewRule(RuleKind.OWN_CARD, RuleAction.REFUSE),
    ReviewRule(RuleKind.SAME_BILL_NUMBER, RuleAction.ALLOW, days=3),
    ReviewRule(RuleKind.ODD_HOURS, RuleAction.REVIEW, from_hour=0, to_hour=24),
)
AT_REST = tuple(
    ReviewRule(each.kind, RuleAction.ALLOW, each.most, each.days, each.from_hour, each.to_hour)
    for each in RULES
)


async def give(tenant: Tenant, members: Sequence[UUID]) -> None:
    """Promotions for members and children at the turn of the year, one at rest; some presents were seen, one used."""
    reward = await make_reward(tenant, name="Birthday cake", stock=40)
    for wanted in (
        NewPromotion(
            NASTY[0][:100] or "Cake", Audience.KIDS, reward_id=reward.id, announce_days=60, budget=30
        ),
        NewPromotion("Members", Audience.MEMBERS, points=25, announce_days=60, valid_days=0),
        NewPromotion("Grown", Audience.KIDS, age_from=3, age_to=9, points=5, announce_days=60),
        NewPromotion("At rest", Audience.KIDS, points=5, is_active=False),
    ):
        await promotions.save_promotion(tenant.owner, tenant.business_id, wanted)
    morning = clock.now().replace(month=12, day=20, hour=18)
    await db.execute(LOOK_AGAIN, tenant.program_id, morning.date())
    await promotions.give_presents(tenant.program_id, morning)
    await db.execute(
        "UPDATE birthday_present SET seen_at = created_at WHERE business_id = $1 AND ascii(right(id::text, 1)) % 2 = 0",
        tenant.business_id,
    )
    await db.execute(
        "UPDATE voucher SET state = 'used', used_at = created_at WHERE id IN (SELECT voucher_id FROM birthday_present "
        "WHERE business_id = $1 AND voucher_id IS NOT NULL ORDER BY id LIMIT 1)",
        tenant.business_id,
    )
    await _hold(tenant, members)


async def _hold(tenant: Tenant, members: Sequence[UUID]) -> None:
    """Five awards that were held: one approved, one rejected, three open."""
    giver, judge = [
        (await make_staff(tenant.program_id, tenant.business_id, role="manager", name=name)).actor
        for name in ("Ravi Shah", NASTY[1][:100] or "Judge")
    ]
    await reviews.save_rules(tenant.owner, tenant.business_id, RULES)
    for number in range(5):
        await _award(tenant, giver, members[number % len(members)], number)
    await reviews.save_rules(tenant.owner, tenant.business_id, AT_REST)
    rows = await db.fetch("SELECT id FROM review_item WHERE business_id = $1 ORDER BY id", tenant.business_id)
    for row, approve in ((rows[0], True), (rows[1], False)):
        await purchases.decide_awards(
            judge, tenant.business_id, [row["id"]], approve=approve, note=NASTY[2] or "No"
        )


async def _award(tenant: Tenant, giver: Actor, member: UUID, number: int) -> None:
    store = tenant.store_id if number % 2 else None
    request = HandPosting(uuid4().hex, member, 10 + number, "For waiting", store)
    await purchases.award_points(giver, tenant.business_id, request)
