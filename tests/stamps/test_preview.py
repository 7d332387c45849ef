"""Stamps that a bill would bring, told before it is booked."""

from typing import Any

import pytest

from api import purchases
from api.core.money import Money
from api.customers import Member
from api.purchases import LineInput, PreviewPurchase
from api.stamps import ComingStamps, StampEarning
from tests.factories.businesses import Tenant, make_business
from tests.factories.customers import make_member
from tests.factories.purchases import a_sale
from tests.factories.stamps import cards_of, issue, make_design, traces

pytestmark = pytest.mark.integration

VISIT, ITEM = StampEarning.PER_VISIT, StampEarning.PER_ITEM


async def preview(tenant: Tenant, member: Member | None, **more: Any) -> list[ComingStamps]:
    """What a bill of 640 rupees would bring."""
    member_id = member.membership_id if member else None
    request = PreviewPurchase(tenant.store_id, Money(64_000, "INR"), membership_id=member_id, **more)
    return list((await purchases.preview(tenant.owner, tenant.business_id, request)).stamps)


def counted(found: list[ComingStamps]) -> list[tuple[int, int, int, int]]:
    """(stamps, then on the card, of how many, cards filled)."""
    return [(each.count, each.stamps, each.stamps_needed, each.cards_filled) for each in found]


async def test_what_is_told_is_what_is_booked(db: None) -> None:
    """Given three of four stamps, when a bill is previewed and booked, then both fill the card, and only one writes."""
    tenant = await make_business()
    member = await make_member(tenant)
    design = await make_design(tenant, needed=4, earning=VISIT)
    await issue(tenant, member.membership_id, design, 3)
    before = await traces(tenant)
    (seen,) = await preview(tenant, member)
    assert (seen.design_id, seen.name, seen.icon) == (design.id, "Coffee card", "")
    assert counted([seen]) == [(1, 0, 4, 1)]
    assert await traces(tenant) == before
    await purchases.record(
        tenant.owner, tenant.business_id, a_sale(tenant, 64_000, membership_id=member.membership_id)
    )
    assert [(stamps, state) for stamps, state, _ in await cards_of(member.membership_id)] == [
        (4, "full"),
        (0, "open"),
    ]


async def test_rules_and_the_day_are_asked(db: None) -> None:
    """Given cards by item, by hand and for dear bills, when previewed, then the first comes, as the day allows."""
    tenant = await make_business()
    member = await make_member(tenant)
    items = await make_design(tenant, name="Cups", earning=ITEM, max_per_day=5)
    await make_design(tenant, name="By hand")
    await make_design(tenant, name="Dear", earning=VISIT, least_minor=100_000)
    cups = (LineInput(64_000, name="Cup", quantity_milli=8_000),)
    assert counted(await preview(tenant, member, lines=cups)) == [(5, 5, 10, 0)]
    await issue(tenant, member.membership_id, items, 3)
    assert counted(await preview(tenant, member, lines=cups)) == [(2, 5, 10, 0)]
    await issue(tenant, member.membership_id, items, 2)
    assert await preview(tenant, member, lines=cups) == []


async def test_without_a_customer_it_tells_what_a_member_would_get(db: None) -> None:
    """Given a card per visit, when nobody is named yet, then the first stamp of a new card is told."""
    tenant, other = await make_business(), await make_business()
    await make_design(tenant, earning=VISIT)
    assert counted(await preview(tenant, None)) == [(1, 1, 10, 0)]
    assert await preview(other, None) == []
