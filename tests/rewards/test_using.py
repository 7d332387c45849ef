"""Using vouchers by their code: once, gift cards in part, at a store of the business; and what is handed over."""

from dataclasses import replace
from uuid import uuid4

import pytest

from api import businesses, rewards
from api.core import db as database
from api.core.audit import SYSTEM
from api.core.errors import BadInput, Refusal
from api.core.money import Money
from api.rewards import Fulfilment, NewBatch, RewardConditions, RewardKind, VoucherState
from tests.factories.businesses import make_business
from tests.factories.customers import make_member
from tests.factories.rewards import (
    a_use,
    as_it_is,
    give,
    make_reward,
    redeem,
    refused,
    rich_member,
    stock_left,
    traces,
    unsound,
)

pytestmark = pytest.mark.integration


async def test_a_voucher_is_used_once(db: None) -> None:
    """Given a code typed with spaces in lower case, when it is used twice, then it works once and leaves its use."""
    tenant = await make_business()
    member, reward = await rich_member(tenant), await make_reward(tenant)
    voucher = await redeem(tenant, member.membership_id, reward.id)
    code = f" {voucher.code[:4]}-{voucher.code[4:8]} {voucher.code[8:]} ".lower()
    request = replace(a_use(tenant, voucher, key="k", bill_number="B-7"), code=code)
    used = await rewards.use(tenant.owner, tenant.business_id, request)
    assert (used.voucher.state, used.voucher.used_at) == (VoucherState.USED, used.use.used_at)
    assert (used.use.store_id, used.use.bill_number, used.use.amount_minor) == (tenant.store_id, "B-7", None)
    assert await rewards.use(tenant.owner, tenant.business_id, request) == replace(used, is_replay=True)
    before = await traces(tenant)
    error = await refused(lambda: rewards.use(tenant.owner, tenant.business_id, a_use(tenant, voucher)))
    assert (error.code, error.path) == ("VOUCHER_USED", ("code",))
    other = replace(request, bill_number="B-8")
    error = await refused(lambda: rewards.use(tenant.owner, tenant.business_id, other))
    assert error.code == "IDEMPOTENCY_MISMATCH"
    error = await refused(lambda: rewards.cancel(tenant.owner, tenant.business_id, voucher.id))
    assert error.code == "VOUCHER_USED"
    assert await traces(tenant) == before
    assert await unsound(tenant.program_id) == []


async def test_a_used_present_stays(db: None) -> None:
    """Given a present that was used, when its bill comes back, then the present is not taken back."""
    tenant = await make_business()
    member, reward = await make_member(tenant), await make_reward(tenant, stock=1)
    voucher = await give(tenant, member.membership_id, reward.id)
    await rewards.use(tenant.owner, tenant.business_id, a_use(tenant, voucher))
    before = await traces(tenant)
    assert await rewards.cancel_given(SYSTEM, tenant.program_id, voucher.id) is False
    assert await traces(tenant) == before


async def test_a_gift_card_is_used_in_parts(db: None) -> None:
    """Given a card of 50 rupees, when 20 and 30 are paid, then it is used up; more than it holds it never pays."""
    tenant = await make_business()
    member = await make_member(tenant)
    reward = await make_reward(tenant, kind=RewardKind.GIFT_CARD, value_minor=5_000)
    voucher = await give(tenant, member.membership_id, reward.id)
    assert voucher.balance_minor == 5_000
    first = await rewards.use(tenant.owner, tenant.business_id, a_use(tenant, voucher, amount_minor=2_000))
    assert (first.voucher.state, first.voucher.balance_minor) == (VoucherState.ACTIVE, 3_000)
    assert (first.use.amount_minor, first.use.balance_minor) == (2_000, 3_000)
    before = await traces(tenant)
    error = await refused(
        lambda: rewards.use(tenant.owner, tenant.business_id, a_use(tenant, voucher, amount_minor=3_001))
    )
    assert (error.code, error.params) == ("BALANCE_TOO_LOW", {"balance_minor_units": 3_000})
    for amount in (0, -1, None):
        request = a_use(tenant, voucher, amount_minor=amount)
        with pytest.raises(Refusal) as found:
            await rewards.use(tenant.owner, tenant.business_id, request)
        assert (found.value.code, found.value.path) == ("BAD_MONEY", ("amount", "minorUnits"))
    foreign = replace(a_use(tenant, voucher), amount=Money(100, "EUR"))
    assert (await refused(lambda: rewards.use(tenant.owner, tenant.business_id, foreign))).code == "BAD_MONEY"
    assert await rewards.cancel_given(SYSTEM, tenant.program_id, voucher.id) is False
    assert await traces(tenant) == before
    last = await rewards.use(tenant.owner, tenant.business_id, a_use(tenant, voucher, amount_minor=3_000))
    assert (last.voucher.state, last.voucher.balance_minor) == (VoucherState.USED, 0)
    assert await unsound(tenant.program_id) == []


async def test_codes_of_others_and_other_stores_are_refused(db: None) -> None:
    """Given a voucher of one business, when another types its code, then there is none; nor is it good everywhere."""
    tenant, stranger = await make_business(), await make_business()
    second = await businesses.create_store(SYSTEM, tenant.business_id, name="Two", code=uuid4().hex[:8])
    member = await rich_member(tenant)
    only = RewardConditions(store_ids=frozenset({second.id}))
    voucher = await give(tenant, member.membership_id, (await make_reward(tenant, conditions=only)).id)
    before = await traces(tenant)
    for other in (stranger, tenant):
        for code in (voucher.code, "BCDFGHJKMNPQ", "\0'%", ""):
            request = replace(a_use(other, voucher), code=code)
            wanted = "WRONG_STORE" if other is tenant and code == voucher.code else "NOT_FOUND"
            with pytest.raises(Refusal) as found:
                await rewards.use(other.owner, other.business_id, request)
            assert found.value.code == wanted
    assert await traces(tenant) == before
    request = replace(a_use(tenant, voucher), store_id=second.id)
    assert (await rewards.use(tenant.owner, tenant.business_id, request)).use.store_id == second.id


async def test_a_cancelled_voucher_is_not_used(db: None) -> None:
    tenant = await make_business()
    member, reward = await rich_member(tenant), await make_reward(tenant)
    voucher = await redeem(tenant, member.membership_id, reward.id)
    await rewards.cancel(tenant.owner, tenant.business_id, voucher.id)
    error = await refused(lambda: rewards.use(tenant.owner, tenant.business_id, a_use(tenant, voucher)))
    assert error.code == "VOUCHER_CANCELLED"


async def test_one_bill_takes_one_voucher_that_stands_alone(db: None) -> None:
    """Given two vouchers that go with no second of their kind, when both are used on a bill, then one is."""
    tenant = await make_business()
    member = await rich_member(tenant)
    alone, together = await make_reward(tenant, is_stackable=False), await make_reward(tenant)
    first, second = [await redeem(tenant, member.membership_id, alone.id) for _ in range(2)]
    third, fourth = [await redeem(tenant, member.membership_id, together.id) for _ in range(2)]
    for voucher in (third, first, fourth):
        await rewards.use(tenant.owner, tenant.business_id, a_use(tenant, voucher, bill_number="B-1"))
    before = await traces(tenant)
    error = await refused(
        lambda: rewards.use(tenant.owner, tenant.business_id, a_use(tenant, second, bill_number="B-1"))
    )
    assert (error.code, await traces(tenant)) == ("NOT_STACKABLE", before)
    await rewards.use(tenant.owner, tenant.business_id, a_use(tenant, second, bill_number="B-2"))
    assert await unsound(tenant.program_id) == []


async def test_only_gift_cards_pay_amounts(db: None) -> None:
    tenant = await make_business()
    member, reward = await rich_member(tenant), await make_reward(tenant)
    voucher = await redeem(tenant, member.membership_id, reward.id)
    with pytest.raises(BadInput) as found:
        await rewards.use(tenant.owner, tenant.business_id, a_use(tenant, voucher, amount_minor=5))
    assert found.value.path == ("amount",)


async def test_what_is_handed_over_is_told(db: None) -> None:
    """Given a cake to be made, when it is ready and handed over, then the card hears of it."""
    tenant = await make_business()
    member = await rich_member(tenant)
    cake, plain = await make_reward(tenant, needs_fulfilment=True), await make_reward(tenant)
    voucher = await redeem(tenant, member.membership_id, cake.id)
    assert voucher.fulfilment is Fulfilment.OPEN
    for step in (Fulfilment.READY, Fulfilment.HANDED_OVER):
        saved = await rewards.set_fulfilment(tenant.owner, tenant.business_id, voucher.id, step)
        assert saved.fulfilment is step
    facts = "SELECT payload ->> 'fulfilment' AS step FROM outbox WHERE name = 'rewards.voucher_changed' ORDER BY id"
    assert [row["step"] for row in await database.fetch(facts)][-2:] == ["ready", "handed_over"]
    other = await redeem(tenant, member.membership_id, plain.id)
    for wanted, step in ((other, Fulfilment.READY), (voucher, Fulfilment.NONE)):
        with pytest.raises(BadInput):
            await rewards.set_fulfilment(tenant.owner, tenant.business_id, wanted.id, step)
    await rewards.cancel(tenant.owner, tenant.business_id, voucher.id)
    error = await refused(
        lambda: rewards.set_fulfilment(tenant.owner, tenant.business_id, voucher.id, Fulfilment.OPEN)
    )
    assert error.code == "VOUCHER_CANCELLED"


async def test_a_batch_makes_codes_for_whoever_holds_them(db: None) -> None:
    """Given five pieces, when a batch of three is made, then its codes are used and given, and two pieces are left."""
    tenant = await make_business()
    member, reward = await rich_member(tenant), await make_reward(tenant, stock=5)
    wanted = NewBatch("k", reward.id, "Flyer", count=3)
    made = await rewards.create_batch(tenant.owner, tenant.business_id, wanted)
    again = await rewards.create_batch(tenant.owner, tenant.business_id, wanted)
    assert (made.size, again) == (3, replace(made, is_replay=True))
    assert await stock_left(reward) == 2
    head, *lines = (await rewards.batch_csv(tenant.business_id, made.batch_id)).splitlines()
    assert head == "code,state,valid_until,handed_out"
    found = [line.split(",") for line in lines]
    assert [line[1:] for line in found] == [["active", "", "no"]] * 3
    bearer = await rewards.voucher_by_code(tenant.program_id, tenant.business_id, found[0][0])
    assert bearer is not None
    await rewards.use(tenant.owner, tenant.business_id, a_use(tenant, bearer))
    given = await rewards.hand_out(
        tenant.owner, tenant.business_id, member.membership_id, found[1][0].lower()
    )
    assert given.membership_id == member.membership_id
    error = await refused(
        lambda: rewards.hand_out(tenant.owner, tenant.business_id, member.membership_id, found[0][0])
    )
    assert (error.code, error.path) == ("NOT_FOUND", ("code",))
    assert await unsound(tenant.program_id) == []


async def test_codes_of_elsewhere_are_brought_in(db: None) -> None:
    """Given a partner's codes, when they are brought in, then they are ours; what cannot be is refused whole."""
    tenant, stranger = await make_business(), await make_business()
    reward = await make_reward(tenant, kind=RewardKind.PARTNER, stock=4)
    wanted = NewBatch("k", reward.id, "Cinema", codes=("save-10 a", "SAVE10B"))
    made = await rewards.create_batch(tenant.owner, tenant.business_id, wanted)
    csv = await rewards.batch_csv(tenant.business_id, made.batch_id)
    assert [line.split(",")[0] for line in csv.splitlines()] == ["code", "SAVE10A", "SAVE10B"]
    before = await traces(tenant)
    for batch, code in (
        (NewBatch("a", reward.id, "Again", codes=("SAVE10C", "Save10a")), "CONFLICT"),
        (NewBatch("b", reward.id, "Twice", codes=("SAVE10D", "save 10d")), "BAD_INPUT"),
        (NewBatch("c", reward.id, "Odd", codes=("SAVE10D", "a,b;c'")), "BAD_INPUT"),
        (NewBatch("d", reward.id, "Short", codes=("ABC",)), "BAD_INPUT"),
        (NewBatch("e", reward.id, "None"), "BAD_INPUT"),
        (NewBatch("f", reward.id, "Both", count=1, codes=("SAVE10D",)), "BAD_INPUT"),
        (NewBatch("g", reward.id, "Many", count=5_001), "BAD_INPUT"),
        (NewBatch("h", reward.id, "Few pieces", count=3), "OUT_OF_STOCK"),
        (NewBatch("k", reward.id, "Other", count=3), "IDEMPOTENCY_MISMATCH"),
    ):
        with pytest.raises(Refusal) as found:
            await rewards.create_batch(tenant.owner, tenant.business_id, batch)
        assert found.value.code == code, batch
    assert await traces(tenant) == before
    for work in (
        lambda: rewards.batch_csv(stranger.business_id, made.batch_id),
        lambda: rewards.create_batch(
            stranger.owner, stranger.business_id, replace(wanted, idempotency_key="z")
        ),
    ):
        assert (await refused(work)).code == "NOT_FOUND"


async def test_a_voucher_keeps_the_terms_of_its_day(db: None) -> None:
    """Given a voucher, when its reward is changed and put out of use, then the voucher is as it was and good."""
    tenant = await make_business()
    member = await rich_member(tenant)
    reward = await make_reward(tenant, kind=RewardKind.DISCOUNT_PERCENT, discount_bp=1_000)
    voucher = await redeem(tenant, member.membership_id, reward.id)
    wanted = replace(reward.terms, discount_bp=2_000)
    await rewards.save_reward(tenant.owner, tenant.business_id, wanted, reward_id=reward.id, version=1)
    await rewards.remove_reward(tenant.owner, tenant.business_id, reward.id)
    assert await as_it_is(voucher) == voucher
    assert voucher.discount_bp == 1_000
    assert (await rewards.use(tenant.owner, tenant.business_id, a_use(tenant, voucher))).voucher.used_at
