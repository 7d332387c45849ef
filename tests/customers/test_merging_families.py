"""Merges of what members give each other, share and are told: what is open follows whoever is kept."""

from datetime import timedelta

import pytest

from api import customers, gifts, households, promotions, purchases
from api.core import clock, db
from api.core.errors import Refusal
from api.customers import MergePreview
from api.directory import BulkKind
from api.households import HouseholdRole
from api.promotions import Audience
from api.reviews import RuleKind
from tests.factories.businesses import Tenant
from tests.factories.customers import make_member
from tests.factories.directory import an_order, begin, outcomes, work
from tests.factories.family import give, join, oneself, place_of, unsound
from tests.factories.merges import merge, traces, unmerge
from tests.factories.promotions import born, make_promotion, morning, presents_of, set_birthday, today
from tests.factories.purchases import balance_of
from tests.factories.remains import allow_gifts
from tests.factories.reviews import a_cashier, a_rule, award, waiting, watch
from tests.factories.rewards import rich_member

pytestmark = pytest.mark.integration
LATER = timedelta(days=60)


@pytest.fixture(autouse=True)
async def families(tenant: Tenant) -> None:
    """The program has gifts and households."""
    await allow_gifts(tenant)


@pytest.fixture
async def kept(tenant: Tenant) -> customers.Member:
    """The one who stays."""
    return await rich_member(tenant, 300)


@pytest.fixture
async def gone(tenant: Tenant) -> customers.Member:
    """The double entry."""
    return await rich_member(tenant, 200)


async def make_home(member: customers.Member) -> None:
    """A household of the member."""
    await households.create(oneself(member), member.person_id, member.membership_id, "The Raos")


async def preview(tenant: Tenant, kept: customers.Member, gone: customers.Member) -> MergePreview:
    """What a merge would bring."""
    return await customers.preview_merge(
        tenant.program_id, tenant.business_id, kept.membership_id, gone.membership_id
    )


async def test_gifts_on_their_way_find_the_kept_one(
    tenant: Tenant, kept: customers.Member, gone: customers.Member
) -> None:
    """Given a gift for who is gone, one from them to a number, and one between both, when merged, then the first
    arrives at the kept one, the last is back at once, and the other comes back to the kept one when its time is over.
    """
    friend = await rich_member(tenant, 100)
    coming = await give(friend, 40, receiver_id=gone.membership_id)
    going = await give(gone, 50, phone="+919812300009")
    between = await give(gone, 60, receiver_id=kept.membership_id)
    await merge(tenant, kept, gone)
    assert await balance_of(kept.membership_id) == 450
    assert await unsound(tenant.program_id) == []
    assert await gifts.deliver(tenant.program_id, coming.id)
    assert await balance_of(kept.membership_id) == 490
    await gifts.return_due(clock.now() + LATER)
    assert await balance_of(kept.membership_id) == 540
    states = await gifts.gifts_by_id(tenant.program_id, [coming.id, going.id, between.id])
    assert [states[each.id].state.value for each in (coming, going, between)] == [
        "arrived",
        "returned",
        "returned",
    ]
    assert await unsound(tenant.program_id) == []


async def test_a_gift_that_waits_goes_back_with_the_card(
    tenant: Tenant, kept: customers.Member, gone: customers.Member
) -> None:
    """Given gifts for and from who is gone, when merged and parted, then each is theirs again, with all points."""
    friend = await rich_member(tenant, 100)
    coming = await give(friend, 40, receiver_id=gone.membership_id)
    await give(gone, 50, phone="+919812300008")
    await unmerge(tenant, await merge(tenant, kept, gone))
    assert await gifts.deliver(tenant.program_id, coming.id)
    await gifts.return_due(clock.now() + LATER)
    assert await balance_of(gone.membership_id) == 240
    assert await balance_of(kept.membership_id) == 300
    assert await unsound(tenant.program_id) == []


async def test_a_gift_that_came_back_in_between_goes_with_its_points(
    tenant: Tenant, kept: customers.Member, gone: customers.Member
) -> None:
    """Given a gift of who is gone that comes back while they are merged, when parted, then its points are theirs."""
    await give(gone, 50, phone="+919812300007")
    merged = await merge(tenant, kept, gone)
    await gifts.return_due(clock.now() + LATER)
    assert await balance_of(kept.membership_id) == 500
    await unmerge(tenant, merged)
    assert await balance_of(gone.membership_id) + await balance_of(kept.membership_id) == 500
    assert await unsound(tenant.program_id) == []


async def test_the_kept_one_takes_the_place_in_a_household(
    tenant: Tenant, kept: customers.Member, gone: customers.Member
) -> None:
    """Given a household of who is gone, when merged, then the kept one is in it as they were, until parted."""
    await make_home(gone)
    child = await rich_member(tenant, 10)
    await join(gone, child, HouseholdRole.CHILD)
    assert (await preview(tenant, kept, gone)).brings["households"] == 1
    merged = await merge(tenant, kept, gone)
    assert (await place_of(kept)).role is HouseholdRole.GUARDIAN
    assert await households.member_of(tenant.program_id, gone.membership_id) is None
    await unmerge(tenant, merged)
    assert (await place_of(gone)).role is HouseholdRole.GUARDIAN
    assert await households.member_of(tenant.program_id, kept.membership_id) is None
    assert await unsound(tenant.program_id) == []


async def test_two_places_in_one_household_become_one(
    tenant: Tenant, kept: customers.Member, gone: customers.Member
) -> None:
    """Given a guardian who is also a child of the household by the kept card, when merged, then the one place answers
    for it; parted, there are two.
    """
    await make_home(gone)
    await join(gone, kept, HouseholdRole.CHILD)
    merged = await merge(tenant, kept, gone)
    place = await place_of(kept)
    assert place.role is HouseholdRole.GUARDIAN
    assert len(await households.members_of(tenant.program_id, place.household_id)) == 1
    await unmerge(tenant, merged)
    assert len(await households.members_of(tenant.program_id, place.household_id)) == 2
    assert await unsound(tenant.program_id) == []


async def test_two_households_are_refused(
    tenant: Tenant, kept: customers.Member, gone: customers.Member
) -> None:
    """Given two in different households, when merged or looked at, then it is refused and nothing is left of it."""
    await make_home(kept)
    await make_home(gone)
    before = await traces(tenant.program_id)
    for attempt in (merge, preview):
        with pytest.raises(Refusal) as refused:
            await attempt(tenant, kept, gone)
        assert refused.value.code == "BOTH_IN_HOUSEHOLDS"
    assert await traces(tenant.program_id) == before


async def test_messages_presents_and_reviews_come_along(
    tenant: Tenant, kept: customers.Member, gone: customers.Member
) -> None:
    """Given a birthday present with its message and held points of who is gone, when merged, then they are the kept
    one's, decided for them, and none is given twice; parted, they are back.
    """
    await set_birthday(tenant, gone, born(0))
    promotion = await make_promotion(tenant, audience=Audience.MEMBERS, announce_days=0)
    assert await promotions.give_presents(tenant.program_id, morning(today())) == 1
    await watch(tenant, a_rule(RuleKind.POINTS_AT_ONCE, 1))
    cashier = await a_cashier(tenant)
    for _ in range(2):
        await award(tenant, cashier, gone.membership_id)
    merged = await merge(tenant, kept, gone)
    (present,) = await presents_of(promotion)
    assert (present["membership_id"], present["subject_id"]) == (kept.membership_id,) * 2
    messages = "SELECT count(*) FROM message WHERE membership_id = $1"
    assert await db.fetchval(messages, kept.membership_id) == 1
    first, second = await waiting(tenant)
    assert first["membership_pk"] == kept.membership_id
    await purchases.decide_awards(tenant.owner, tenant.business_id, [first["id"]], approve=True)
    await purchases.decide_awards(
        tenant.owner, tenant.business_id, [second["id"]], approve=False, note="Not seen"
    )
    assert await balance_of(kept.membership_id) == 560
    await unmerge(tenant, merged)
    (present,) = await presents_of(promotion)
    assert (present["membership_id"], present["subject_id"]) == (gone.membership_id,) * 2
    assert await db.fetchval(messages, kept.membership_id) == 0
    assert await balance_of(gone.membership_id) == 260
    assert await unsound(tenant.program_id) == []


async def test_a_run_that_waits_does_the_kept_one(
    tenant: Tenant, kept: customers.Member, gone: customers.Member
) -> None:
    """Given a run over who is gone and a third, when merged before it works, then the kept one gets their part."""
    third = await make_member(tenant)
    order = an_order(BulkKind.POINTS, gone.membership_id, third.membership_id, points=5, reason="Sorry")
    run = await begin(tenant, order)
    await merge(tenant, kept, gone)
    await work()
    assert {outcome for outcome, _ in await outcomes(run)} == {"changed"}
    assert await balance_of(kept.membership_id) == 505
