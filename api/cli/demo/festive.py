"""Birthdays and unusual awards of the demo's bakery: a promotion with what came of it, and three awards to decide."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from api import customers, identity, promotions, purchases, reviews, rewards
from api.businesses import StoreInfo
from api.cli.demo.cast import Guest
from api.core import clock, db
from api.core.audit import Actor, ActorKind
from api.core.money import Money
from api.promotions import Audience, NewPromotion
from api.purchases import HandPosting, RecordPurchase
from api.reviews import ReviewRule, RuleAction, RuleKind
from api.rewards import NewReward, RewardKind, RewardText, UseVoucher

RUPEE = 100
CAKE = NewReward(
    "Birthday cupcake",
    RewardKind.PRODUCT,
    "With a candle on top.",
    {"de": RewardText("Geburtstagsküchlein", "Mit einer Kerze darauf.")},
    category="From the oven",
    is_listed=False,
)
FOR_KIDS, FOR_MEMBERS = "A cupcake for the birthday child", "Happy birthday from us"
RULES = (
    ReviewRule(RuleKind.STAFF_AWARDS_PER_HOUR, RuleAction.REVIEW, 3),
    ReviewRule(RuleKind.POINTS_AT_ONCE, RuleAction.REVIEW, 400),
    ReviewRule(RuleKind.SAME_BILL_NUMBER, RuleAction.REVIEW, days=7),
    ReviewRule(RuleKind.OWN_CARD, RuleAction.REFUSE),
    ReviewRule(RuleKind.ODD_HOURS, RuleAction.ALLOW, from_hour=22, to_hour=6),
)
LOOK_BACK = 45
STEP = 3
BACKDATE = """
    UPDATE birthday_present SET created_at = $2::timestamptz,
        seen_at = CASE WHEN $3 THEN $2::timestamptz + interval '6 hours' END
    WHERE id = $1
"""
EARLIER = "UPDATE promotion SET runs_from = runs_from - $2::int WHERE program_id = $1"
PRESENTS = """
    SELECT b.id, b.birthday, b.membership_id, v.code, v.id AS voucher_id FROM birthday_present b
    JOIN voucher v ON v.id = b.voucher_id WHERE b.business_id = $1 ORDER BY b.birthday, b.id
"""


async def celebrate(actor: Actor, program_id: UUID, business_id: UUID, store: StoreInfo) -> None:
    """Two promotions that have run for some weeks: most presents were seen, every third was used with a bill."""
    cake = await rewards.save_reward(actor, business_id, CAKE)
    for wanted in (
        NewPromotion(FOR_KIDS, Audience.KIDS, age_to=12, reward_id=cake.id, valid_days=60, budget=200),
        NewPromotion(FOR_MEMBERS, Audience.MEMBERS, points=100, announce_days=0),
    ):
        await promotions.save_promotion(actor, business_id, wanted)
    await db.execute(EARLIER, program_id, LOOK_BACK)
    now = clock.now().replace(hour=6, minute=0)
    for back in range(LOOK_BACK, -1, -STEP):
        await promotions.give_presents(program_id, now - timedelta(days=back))
    presents = await db.fetch(PRESENTS, business_id)
    for number, present in enumerate(presents):
        given = now - timedelta(days=max(0, (now.date() - present["birthday"]).days + 7))
        await db.execute(BACKDATE, present["id"], given, number % 4 < 3)
        if number % 3 == 0 and present["birthday"] < now.date():
            await _use(actor, business_id, store, present["membership_id"], present["code"], number)


async def _use(
    actor: Actor, business_id: UUID, store: StoreInfo, membership_id: UUID, code: str, number: int
) -> None:
    bill = f"C-{number + 1:03}"
    await rewards.use(actor, business_id, UseVoucher(f"demo-cake-{number}", code, store.id, bill_number=bill))
    sale = RecordPurchase(
        f"demo-cake-{number}",
        store.id,
        Money((260 + 70 * number % 400) * RUPEE, "INR"),
        membership_id=membership_id,
        bill_number=bill,
    )
    await purchases.record(actor, business_id, sale)


async def wonder(
    actor: Actor, program_id: UUID, business_id: UUID, store: StoreInfo, guests: Sequence[Guest]
) -> None:
    """Rules of the bakery, and three awards that they found unusual: two by hand, and a bill."""
    await reviews.save_rules(actor, business_id, RULES)
    manager, cashier = await _who(business_id, "manager"), await _who(business_id, "cashier")
    members = []
    for guest in guests[3:9]:
        found = await customers.member_by_phone(program_id, business_id, guest.phone)
        if found is not None:
            members.append(found)
    for number, member in enumerate(members[:5]):
        posting = HandPosting(
            f"demo-hand-{number}", member.membership_id, 40, "Waited for fresh bread", store.id
        )
        await purchases.award_points(manager, business_id, posting)
    twice = RecordPurchase(
        "demo-twice",
        store.id,
        Money(1_240 * RUPEE, "INR"),
        membership_id=members[5].membership_id,
        bill_number="T-001",
    )
    await purchases.record(cashier, business_id, twice)


async def _who(business_id: UUID, role: str) -> Actor:
    staff = (await identity.staff_of([business_id]))[business_id]
    who = next(each for each in staff if each.role.key == role)
    return Actor(ActorKind.STAFF, who.user_id, who.name, who.program_id, business_id, who.id)
