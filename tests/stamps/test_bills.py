"""Stamps that bills bring, and lose when they come back: in the bill's own transaction."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from api import purchases, stamps
from api.core import clock, db
from api.core.money import Money
from api.customers import Member
from api.purchases import LineInput, PurchaseInfo, ReturnPurchase
from api.stamps import StampEarning
from tests.factories.businesses import Tenant
from tests.factories.customers import make_member
from tests.factories.products import make_category, make_product
from tests.factories.purchases import a_sale
from tests.factories.rewards import make_reward, stock_left, unsound
from tests.factories.stamps import (
    cards_of,
    facts_of,
    issue,
    make_design,
    traces,
    use_voucher,
    vouchers_of,
)
from tests.support.statements import count_queries

pytestmark = pytest.mark.integration

VISIT, ITEM = StampEarning.PER_VISIT, StampEarning.PER_ITEM


@pytest.fixture
async def member(tenant: Tenant) -> Member:
    """Somebody whom it knows."""
    return await make_member(tenant)


async def sell(tenant: Tenant, member: Member | None, *lines: LineInput, **more: Any) -> PurchaseInfo:
    """A bill with these lines, or one of 640 rupees without."""
    amount = sum(line.amount_minor for line in lines) or 64_000
    membership_id = member.membership_id if member else None
    sale = a_sale(tenant, amount, membership_id=membership_id, lines=lines, **more)
    return (await purchases.record(tenant.owner, tenant.business_id, sale)).purchase


async def give_back(
    tenant: Tenant, bill: PurchaseInfo, *lines: tuple[int, int], amount: int | None = None, key: str = ""
) -> None:
    """Some lines of a bill, an amount of it, or all that is left."""
    money = None if amount is None else Money(amount, "INR")
    request = ReturnPurchase(key or uuid4().hex, bill.id, lines=lines, amount=money)
    await purchases.return_purchase(tenant.owner, tenant.business_id, request)


async def void(tenant: Tenant, bill: PurchaseInfo) -> None:
    """Undoes a bill."""
    await purchases.void_purchase(tenant.owner, tenant.business_id, ReturnPurchase(uuid4().hex, bill.id))


def pieces(count: int, *, category_id: UUID | None = None, each: int = 10_000) -> LineInput:
    """A line of some pieces at 100 rupees each."""
    return LineInput(count * each, name="Coffee", category_id=category_id, quantity_milli=count * 1_000)


async def test_a_visit_is_a_stamp(tenant: Tenant, member: Member) -> None:
    """Given a card per visit, when a bill is recorded and sent again, then there is one stamp; nobody's has none."""
    design = await make_design(tenant, earning=VISIT)
    await sell(tenant, member, key="k")
    await sell(tenant, member, key="k")
    await sell(tenant, None)
    assert await cards_of(member.membership_id) == [(1, "open", None)]
    assert await facts_of(tenant) == ["stamps.changed"]
    assert design.rules.earning is VISIT


async def test_items_of_a_category_fill_cards(tenant: Tenant, member: Member) -> None:
    """Given a card of 4 per coffee, when 5 coffees and a loaf are bought, then a card is full and the next has one."""
    coffee = await make_category(tenant)
    await make_design(tenant, needed=4, earning=ITEM, category_ids=frozenset({coffee.id}))
    await sell(tenant, member, pieces(5, category_id=coffee.id), pieces(1))
    assert await cards_of(member.membership_id) == [(4, "full", "active"), (1, "open", None)]
    assert await unsound(tenant.program_id) == []


async def test_all_designs_that_match_are_stamped(tenant: Tenant, member: Member) -> None:
    """Given several designs, when a bill comes, then each that matches has its stamps, in one go."""
    product = await make_product(tenant)
    by_visit = await make_design(tenant, earning=VISIT, least_minor=20_000)
    by_item = await make_design(tenant, earning=ITEM, product_ids=frozenset({product.id}))
    too_much = await make_design(tenant, earning=VISIT, least_minor=20_001)
    by_hand = await make_design(tenant)
    ended = await make_design(tenant, earning=VISIT, ends_at=clock.now() - timedelta(hours=1))
    await sell(tenant, member, LineInput(20_000, product_id=product.id, quantity_milli=3_000))
    assert await cards_of(member.membership_id, by_visit) == [(1, "open", None)]
    assert await cards_of(member.membership_id, by_item) == [(3, "open", None)]
    for other in (too_much, by_hand, ended):
        assert await cards_of(member.membership_id, other) == []


async def test_a_day_allows_no_more_and_days_are_those_of_the_bill(tenant: Tenant, member: Member) -> None:
    """Given two a day, when three bills come today and one of yesterday, then there are three stamps."""
    await make_design(tenant, earning=VISIT, max_per_day=2)
    for _ in range(3):
        await sell(tenant, member)
    await sell(tenant, member, occurred_at=clock.now() - timedelta(days=1))
    assert await cards_of(member.membership_id) == [(3, "open", None)]


async def test_a_whole_return_takes_all_and_a_part_of_a_visit_none(tenant: Tenant, member: Member) -> None:
    """Given a stamp of a visit, when part comes back, then it stays; when the rest does, it goes."""
    await make_design(tenant, earning=VISIT)
    bill = await sell(tenant, member)
    await give_back(tenant, bill, amount=10_000)
    assert await cards_of(member.membership_id) == [(1, "open", None)]
    await give_back(tenant, bill)
    assert await cards_of(member.membership_id) == [(0, "open", None)]
    await void(tenant, await sell(tenant, member))
    assert await cards_of(member.membership_id) == [(0, "open", None)]
    await traces(tenant)


async def test_returned_items_lose_their_own_stamps(tenant: Tenant, member: Member) -> None:
    """Given five coffees of a card, when two come back, then their stamps go, whatever the design says meanwhile."""
    coffee, tea = await make_category(tenant), await make_category(tenant, code="tea", name="Tea")
    design = await make_design(tenant, earning=ITEM, category_ids=frozenset({coffee.id}))
    bill = await sell(tenant, member, pieces(5, category_id=coffee.id), pieces(4, category_id=tea.id))
    await stamps.remove_design(tenant.owner, tenant.business_id, design.id)
    await give_back(tenant, bill, (2, 40_000))
    assert await cards_of(member.membership_id) == [(5, "open", None)]
    await give_back(tenant, bill, (1, 20_000), key="r")
    await give_back(tenant, bill, (1, 20_000), key="r")
    assert await cards_of(member.membership_id) == [(3, "open", None)]
    await give_back(tenant, bill)
    assert await cards_of(member.membership_id) == [(0, "open", None)]
    await traces(tenant)


async def test_a_return_takes_back_the_voucher(tenant: Tenant, member: Member) -> None:
    """Given bills that filled two cards, when the second comes back, then its card is open again and stock is back."""
    reward = await make_reward(tenant, stock=9)
    await make_design(tenant, needed=4, earning=ITEM, reward=reward)
    await sell(tenant, member, pieces(6))
    bill = await sell(tenant, member, pieces(5))
    assert await cards_of(member.membership_id) == [
        (4, "full", "active"),
        (4, "full", "active"),
        (3, "open", None),
    ]
    await give_back(tenant, bill)
    assert await cards_of(member.membership_id) == [
        (4, "full", "active"),
        (2, "open", None),
        (0, "waiting", None),
    ]
    assert await vouchers_of(member.membership_id) == ["active", "cancelled"]
    assert await stock_left(reward) == 8
    assert await unsound(tenant.program_id) == []


async def test_what_went_into_a_used_voucher_stays(tenant: Tenant, member: Member) -> None:
    """Given a used voucher, when its bill comes back, then goods are taken back all the same; one stamp goes."""
    await make_design(tenant, needed=4, earning=ITEM)
    bill = await sell(tenant, member, pieces(5))
    await use_voucher(member.membership_id)
    await give_back(tenant, bill)
    assert await cards_of(member.membership_id) == [(4, "full", "used"), (0, "open", None)]
    await traces(tenant)


async def test_stamps_of_an_expired_card_are_gone(tenant: Tenant, member: Member) -> None:
    """Given a bill whose card expired, when it comes back, then the stamps of the new card stay."""
    await make_design(tenant, earning=VISIT, valid_days=1)
    bill = await sell(tenant, member)
    await db.execute(
        "UPDATE stamp_card SET expires_at = now() WHERE membership_id = $1", member.membership_id
    )
    await sell(tenant, member)
    await give_back(tenant, bill)
    assert await cards_of(member.membership_id) == [(1, "expired", None), (1, "open", None)]


async def test_a_card_whose_time_is_over_hides_no_full_one(tenant: Tenant, member: Member) -> None:
    """Given a full card, and a newer one that is over and not swept yet, when the bill of the full one comes back, then
    its stamps are taken off.
    """
    design = await make_design(tenant, needed=3, earning=ITEM, valid_days=1)
    await issue(tenant, member.membership_id, design)
    bill = await sell(tenant, member, LineInput(20_000, name="Coffee", quantity_milli=2_000))
    await sell(tenant, member, LineInput(20_000, name="Coffee", quantity_milli=2_000))
    await db.execute(
        "UPDATE stamp_card SET expires_at = now() WHERE membership_id = $1 AND state = 'open'",
        member.membership_id,
    )
    await give_back(tenant, bill)
    assert await cards_of(member.membership_id) == [(1, "open", None), (2, "expired", None)]
    assert await vouchers_of(member.membership_id) == ["cancelled"]


async def test_stamps_by_hand_and_by_bill_share_a_card(tenant: Tenant, member: Member) -> None:
    """Given stamps by hand, when a bill fills the card and comes back, then those by hand stay."""
    design = await make_design(tenant, needed=4, earning=VISIT)
    await issue(tenant, member.membership_id, design, 3)
    await void(tenant, await sell(tenant, member))
    assert await cards_of(member.membership_id) == [(3, "open", None), (0, "waiting", None)]


async def test_an_empty_stock_does_not_keep_a_bill_from_being_recorded(
    tenant: Tenant, member: Member
) -> None:
    """Given no piece left, when a bill fills a card, then it is recorded, and the card is full without a voucher."""
    await make_design(tenant, needed=2, earning=ITEM, reward=await make_reward(tenant, stock=0))
    bill = await sell(tenant, member, pieces(2))
    assert bill.points_earned == 20
    assert await cards_of(member.membership_id) == [(2, "full", None), (0, "open", None)]


async def test_twenty_bills_at_once_fill_two_cards(tenant: Tenant, member: Member) -> None:
    """Given a card of ten, when twenty bills and twenty hands stamp it at once, then four are full."""
    design = await make_design(tenant, earning=VISIT)
    await asyncio.gather(
        *(sell(tenant, member) for _ in range(20)),
        *(issue(tenant, member.membership_id, design) for _ in range(20)),
    )
    assert await cards_of(member.membership_id) == [(10, "full", "active")] * 4 + [(0, "open", None)]
    assert await unsound(tenant.program_id) == []
    await traces(tenant)


async def test_bills_come_back_while_others_come(tenant: Tenant, member: Member) -> None:
    """Given ten bills, when five come back while five others come, then there are as many stamps as bills."""
    await make_design(tenant, needed=4, earning=VISIT)
    bills = [await sell(tenant, member) for _ in range(10)]
    await asyncio.gather(
        *(void(tenant, bill) for bill in bills[:5]), *(sell(tenant, member) for _ in range(5))
    )
    found = await cards_of(member.membership_id)
    assert sum(count for count, _, _ in found) == 10
    assert (await vouchers_of(member.membership_id)).count("active") == 2
    assert await unsound(tenant.program_id) == []
    await traces(tenant)


@pytest.mark.performance
async def test_what_stamps_cost(tenant: Tenant, member: Member) -> None:
    """Given no design, one, or five, when a bill is recorded or comes back, then stamps cost nothing, or three each."""
    recorded, returned = [], []
    for designs in (0, 1, 4):
        for _ in range(designs):
            await make_design(tenant, needed=100, earning=ITEM)
        await sell(tenant, member, pieces(2))
        async with count_queries() as seen:
            bill = await sell(tenant, member, pieces(2))
        recorded.append(len(seen))
        async with count_queries() as seen:
            await give_back(tenant, bill, (1, 10_000))
        returned.append(len(seen))
    assert [each - recorded[0] for each in recorded] == [0, 3, 3]
    assert [each - returned[0] for each in returned] == [0, 3, 3]
