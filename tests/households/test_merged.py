"""Households, gifts and clearing where one of the people was merged into another: no point and no cent is lost."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from api import customers, gifts, households, ledger
from api.core import clock
from api.core import db as database
from api.gifts import GiftState
from api.households import HouseholdRole
from api.ledger import NewRate
from tests.factories.businesses import Tenant, make_business
from tests.factories.customers import some_phone
from tests.factories.family import give, make_family_shop, make_household, place_of, unsound
from tests.factories.ledger import FOREVER
from tests.factories.merges import merge, unmerge
from tests.factories.purchases import balance_of
from tests.factories.rewards import rich_member

pytestmark = pytest.mark.integration
CENT = 1_000_000
POLICY = ledger.LedgerPolicy(time_zone="Asia/Kolkata")
OWED = """
    SELECT a.owner_id, sum(e.amount)::bigint AS amount FROM entry e JOIN account a ON a.id = e.account_id
    WHERE e.program_id = $1 AND a.kind = 'clearing' GROUP BY a.owner_id HAVING sum(e.amount) <> 0
"""


def asking(tenant: Tenant, member: customers.Member) -> ledger.PostingRequest:
    """A request of the member at the business, now."""
    return ledger.PostingRequest(
        tenant.program_id,
        tenant.business_id,
        member.membership_id,
        "merged",
        uuid4().hex,
        "ab" * 32,
        clock.now(),
    )


async def owed(tenant: Tenant) -> dict[UUID, int]:
    """What each business gets for points of the others."""
    rows = await database.fetch(OWED, tenant.program_id)
    return {row["owner_id"]: row["amount"] for row in rows}


async def figures(tenant: Tenant) -> tuple[int, ...]:
    """What became of the points that the business gave: issued, redeemed, expired, returned, outstanding."""
    months = await ledger.earned_months(tenant.program_id, tenant.business_id)
    rows = [(each.issued, each.redeemed, each.expired, each.returned, each.outstanding) for each in months]
    return tuple(sum(column) for column in zip(*rows, strict=True))


@pytest.mark.parametrize("is_parted", [False, True])
async def test_a_shared_redemption_elsewhere_comes_back_after_a_merge(db: None, is_parted: bool) -> None:
    """Given 100 points of one business spent at another, 70 of them paid by somebody who is merged then, when they come
    back in parts, then whom they are merged into has the 70, and in the end no business owes anything.
    """
    tenant = await make_family_shop()
    partner = await make_business(name="Birch", program_id=tenant.program_id)
    await ledger.set_rate(tenant.owner, tenant.business_id, NewRate(CENT))
    _, (payer, spender) = await make_household(tenant, 200, 30)
    kept = await rich_member(tenant, 5)
    spent = await households.spend(asking(partner, spender), 100, POLICY)
    assert await owed(tenant) == {tenant.business_id: -100, partner.business_id: 100}

    merged = await merge(tenant, kept, payer)

    assert (await balance_of(kept.membership_id), await balance_of(spender.membership_id)) == (135, 0)
    await ledger.reverse_redeem(asking(partner, spender), spent.tx_id, 60, POLICY)
    assert (await balance_of(kept.membership_id), await balance_of(spender.membership_id)) == (195, 0)
    assert await owed(tenant) == {tenant.business_id: -40, partner.business_id: 40}
    assert await unsound(tenant.program_id) == []
    if is_parted:
        await unmerge(tenant, merged)
    await ledger.reverse_redeem(asking(partner, spender), spent.tx_id, 40, POLICY)
    assert [await balance_of(each.membership_id) for each in (kept, payer, spender)] == (
        [5, 200, 30] if is_parted else [205, 0, 30]
    )
    assert await owed(tenant) == {}
    assert await unsound(tenant.program_id) == []
    assert await figures(tenant) == (235, 0, 0, 0, 235)
    with pytest.raises(ledger.ReversalTooLarge):
        await ledger.reverse_redeem(asking(partner, spender), spent.tx_id, 1, POLICY)


async def test_a_lot_like_another_is_no_second_issue(db: None) -> None:
    """Given points that the kept one spent of a lot that went back since, when they come back, then they count once."""
    tenant = await make_family_shop()
    kept, gone = await rich_member(tenant, 0), await rich_member(tenant, 100)
    merged = await merge(tenant, kept, gone)
    spent = await ledger.redeem(asking(tenant, kept), 40)
    await unmerge(tenant, merged)
    assert await figures(tenant) == (100, 40, 0, 0, 60)
    await ledger.reverse_redeem(asking(tenant, kept), spent.tx_id, 40, FOREVER)
    assert [await balance_of(each.membership_id) for each in (kept, gone)] == [40, 60]
    assert await figures(tenant) == (100, 0, 0, 0, 100)
    assert await unsound(tenant.program_id) == []


async def test_what_expired_is_reinstated_to_whom_it_belongs(db: None) -> None:
    """Given points that expired before a merge, when some are reinstated before and the rest after it is undone, then
    the kept one has the first part no more, and nothing is counted twice.
    """
    tenant = await make_family_shop()
    kept, gone = await rich_member(tenant, 0), await rich_member(tenant, 0)
    soon, later = clock.now() + timedelta(days=3), clock.now() + timedelta(days=5)
    await ledger.opening_balance(asking(tenant, gone), 100, soon)
    merged = await merge(tenant, kept, gone)
    await ledger.expire(tenant.program_id, later)
    lost = await database.fetchval(
        "SELECT id FROM tx WHERE program_id = $1 AND kind = 'expire'", tenant.program_id
    )
    until = clock.now() + timedelta(days=60)
    await ledger.reinstate(asking(tenant, kept), lost, 30, until)
    await unmerge(tenant, merged)
    assert [await balance_of(each.membership_id) for each in (kept, gone)] == [0, 30]
    await ledger.reinstate(asking(tenant, kept), lost, 70, until)
    assert [await balance_of(each.membership_id) for each in (kept, gone)] == [70, 30]
    assert await unsound(tenant.program_id) == []
    assert await figures(tenant) == (100, 0, 0, 0, 100)


async def test_points_that_expired_before_a_merge_are_reinstated_after_it(db: None) -> None:
    """Given points of the one who is gone that expired, when they are reinstated, then the kept one has them."""
    tenant = await make_family_shop()
    kept, gone = await rich_member(tenant, 0), await rich_member(tenant, 0)
    await ledger.opening_balance(asking(tenant, gone), 100, clock.now() + timedelta(days=3))
    await ledger.expire(tenant.program_id, clock.now() + timedelta(days=5))
    lost = await database.fetchval(
        "SELECT id FROM tx WHERE program_id = $1 AND kind = 'expire'", tenant.program_id
    )
    await merge(tenant, kept, gone)
    await ledger.reinstate(asking(tenant, kept), lost, 100, clock.now() + timedelta(days=60))
    assert await balance_of(kept.membership_id) == 100
    assert await unsound(tenant.program_id) == []


async def test_a_gift_comes_back_to_whom_its_giver_was_merged_into(db: None) -> None:
    """Given a gift for which nobody comes, when its giver was merged, then the kept one has the points back."""
    tenant = await make_family_shop({"wait_days": 7})
    kept, giver = await rich_member(tenant, 10), await rich_member(tenant, 100)
    sent = await give(giver, 100, phone=some_phone())
    await merge(tenant, kept, giver)
    assert await gifts.return_due(clock.now() + timedelta(days=8)) == 1
    assert await balance_of(kept.membership_id) == 110
    state = await database.fetchval("SELECT state FROM gift WHERE id = $1", sent.id)
    assert state == GiftState.RETURNED
    assert await unsound(tenant.program_id) == []
    assert await figures(tenant) == (110, 0, 0, 0, 110)


async def test_a_place_comes_along_and_goes_back(db: None) -> None:
    """Given a guardian's second card, when it is kept, then the place is its own, until they are two again."""
    tenant = await make_family_shop()
    household, (guardian, child) = await make_household(tenant, 100, 0)
    kept = await rich_member(tenant, 50)
    merged = await merge(tenant, kept, guardian)
    place = await place_of(kept)
    assert (place.household_id, place.role) == (household, HouseholdRole.GUARDIAN)
    assert await households.member_of(tenant.program_id, guardian.membership_id) is None
    assert (await households.spendable_for(tenant.program_id, [child.membership_id])) == {
        child.membership_id: 150
    }
    await unmerge(tenant, merged)
    assert (await place_of(guardian)).id == place.id
    assert await households.member_of(tenant.program_id, kept.membership_id) is None
    assert await unsound(tenant.program_id) == []


async def test_of_two_places_the_kept_ones_stays(db: None) -> None:
    """Given two members of one household, when they are merged, then one place is left, and somebody to answer."""
    tenant = await make_family_shop()
    _, (guardian, adult) = await make_household(tenant, 100, 20)
    await merge(tenant, adult, guardian)
    assert (await place_of(adult)).role is HouseholdRole.GUARDIAN
    assert await households.member_of(tenant.program_id, guardian.membership_id) is None
    assert await unsound(tenant.program_id) == []
