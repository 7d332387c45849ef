"""Rewards and vouchers of the town: every kind, every state, codes that are nobody's."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID, uuid4

from api import rewards
from api.core import db
from api.core.money import Money
from api.core.weekdays import Weekday
from api.rewards import (
    Fulfilment,
    LimitPeriod,
    NewBatch,
    NewReward,
    RedeemReward,
    RewardConditions,
    RewardInfo,
    RewardKind,
    RewardText,
    UseVoucher,
)
from tests.factories.businesses import Tenant
from tests.graphql.plan.texts import NASTY

OVER = "UPDATE voucher SET valid_until = created_at WHERE id = $1"


async def fill(tenant: Tenant, members: Sequence[UUID], currency: str) -> None:
    """Rewards with everything and with nothing; a voucher in every state; a batch."""
    owner, business = tenant.owner, tenant.business_id
    shelf = [await rewards.save_reward(owner, business, new) for new in _shelf(tenant)]
    card, plain, cake = shelf[:3]
    vouchers = [await _redeem(tenant, members[at % len(members)], plain, hold=at == 1) for at in range(5)]
    await rewards.void(owner, business, vouchers[1].id, reason=NASTY[3])
    await rewards.cancel(owner, business, vouchers[2].id, reason=NASTY[4])
    await db.execute(OVER, vouchers[3].id)
    await _redeem(tenant, members[0], plain, hold=True)
    await _use(tenant, vouchers[0], None, "B-1")
    ready = await _redeem(tenant, members[0], cake)
    await rewards.set_fulfilment(owner, business, ready.id, Fulfilment.READY)
    for number, member in enumerate(members[:3]):
        given = await rewards.give_by_hand(
            owner, business, member, card.id, idempotency_key=uuid4().hex, reason=NASTY[number] or "A present"
        )
        await _use(tenant, given.voucher, Money(1_234 + number, currency), None)
    await rewards.create_batch(owner, business, NewBatch(uuid4().hex, plain.id, "Flyer", count=4))
    codes = tuple(f"FAIR-{tenant.business_id.hex[-8:]}-{number}" for number in range(2))
    await rewards.create_batch(owner, business, NewBatch(uuid4().hex, cake.id, "Fair", codes=codes))
    await rewards.remove_reward(owner, business, shelf[3].id)


def _shelf(tenant: Tenant) -> Sequence[NewReward]:
    everything = RewardConditions(
        store_ids=frozenset({tenant.store_id}),
        weekdays=frozenset(Weekday),
        from_hour=0,
        to_hour=24,
    )
    texts = {"de": RewardText("Gutschein", NASTY[2]), "pt-BR": RewardText("Vale")}
    return (
        NewReward(
            name="Gift card",
            kind=RewardKind.GIFT_CARD,
            description=NASTY[2],
            texts=texts,
            category="Cards",
            points_price=1_000_000,
            cash_minor=5,
            value_minor=5_000,
            stock=100,
            per_member=3,
            per_period=50,
            period=LimitPeriod.MONTH,
            conditions=everything,
            valid_days=90,
            starts_at=datetime(2024, 2, 29, 12, 0, 0, 123_400, UTC),
            ends_at=datetime(2300, 1, 1, tzinfo=UTC),
            is_stackable=False,
        ),
        NewReward(name="Thanks", kind=RewardKind.DONATION, valid_days=30),
        NewReward(name="Cake", kind=RewardKind.PRODUCT, needs_fulfilment=True, stock=10, category="Sweets"),
        NewReward(name="Third off", kind=RewardKind.DISCOUNT_PERCENT, discount_bp=3_333, points_price=10),
        NewReward(name="Only given", kind=RewardKind.EXPERIENCE, is_listed=False),
    )


async def _redeem(
    tenant: Tenant, member: UUID, reward: RewardInfo, *, hold: bool = False
) -> rewards.VoucherInfo:
    request = RedeemReward(uuid4().hex, member, reward.id, tenant.store_id)
    verb = rewards.hold if hold else rewards.redeem
    return (await verb(tenant.owner, tenant.business_id, request)).voucher


async def _use(tenant: Tenant, voucher: rewards.VoucherInfo, amount: Money | None, bill: str | None) -> None:
    request = UseVoucher(uuid4().hex, voucher.code, tenant.store_id, amount, bill)
    await rewards.use(tenant.owner, tenant.business_id, request)
