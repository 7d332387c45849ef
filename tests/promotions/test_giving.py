"""Presents: once for each person and year, as far as budget and stock go, in the same statements for one or many."""

import asyncio
from datetime import timedelta

import pytest

from api import customers, promotions
from api.core import db as database
from api.core.errors import BadInput, Conflict, NotFound
from api.promotions import Audience, NewPromotion
from api.promotions.queries import running_in
from tests.factories.businesses import make_business
from tests.factories.customers import make_member
from tests.factories.promotions import (
    born,
    make_kid,
    make_promotion,
    morning,
    presents_of,
    set_birthday,
    today,
    unsound,
)
from tests.factories.purchases import balance_of
from tests.factories.rewards import make_reward, stock_left
from tests.support.statements import count_queries

pytestmark = pytest.mark.integration


async def test_a_voucher_a_week_before_the_birthday(db: None) -> None:
    """Given a child that turns 7 in a week and one in nine days, when the day comes, then the first one's is given."""
    tenant = await make_business()
    member = await make_member(tenant)
    reward = await make_reward(tenant, stock=5, is_listed=False)
    kid = await make_kid(tenant, member, born(7, 7))
    await make_kid(tenant, member, born(9, 4), "Kabir")
    promotion = await make_promotion(tenant, reward_id=reward.id, announce_days=7, valid_days=3)
    assert await promotions.give_presents(tenant.program_id, morning(today())) == 1
    (present,) = await presents_of(promotion)
    assert (present["subject_id"], present["turns"], present["points"]) == (kid.id, 7, 0)
    voucher = await database.fetchrow("SELECT * FROM voucher WHERE id = $1", present["voucher_id"])
    assert voucher is not None
    assert (voucher["membership_id"], voucher["reason"]) == (member.membership_id, "Happy birthday")
    assert voucher["valid_until"] == morning(today() + timedelta(days=11), 0)
    assert await stock_left(reward) == 4
    told = await database.fetchrow("SELECT * FROM message WHERE membership_id = $1", member.membership_id)
    assert told is not None
    assert (told["kind"], told["link"].split("/")[3], told["expires_at"]) == (
        "birthday_voucher",
        "vouchers",
        voucher["valid_until"],
    )
    assert "Ira" not in told["params"]
    assert await unsound(tenant) == []


async def test_points_for_the_members_own_birthday(db: None) -> None:
    """Given points for members, when it is somebody's day, then they have them, and a child's day gives nothing."""
    tenant = await make_business()
    member, other = await make_member(tenant), await make_member(tenant)
    await set_birthday(tenant, member, born(0))
    await make_kid(tenant, other, born(0, 5))
    promotion = await make_promotion(tenant, audience=Audience.MEMBERS, announce_days=0)
    assert await promotions.give_presents(tenant.program_id, morning(today())) == 1
    assert [each["membership_id"] for each in await presents_of(promotion)] == [member.membership_id]
    assert (await balance_of(member.membership_id), await balance_of(other.membership_id)) == (50, 0)
    assert await unsound(tenant) == []


async def test_again_and_at_once_gives_nothing_more(db: None) -> None:
    """Given five workers at once and the next six days, when all run, then there is one present in the year."""
    tenant = await make_business()
    member = await make_member(tenant)
    await make_kid(tenant, member, born(3, 6))
    promotion = await make_promotion(tenant)
    now = morning(today())
    given = await asyncio.gather(*(promotions.give_presents(tenant.program_id, now) for _ in range(5)))
    assert sorted(given) == [0, 0, 0, 0, 1]
    for ahead in range(1, 7):
        assert await promotions.give_presents(tenant.program_id, now + timedelta(days=ahead)) == 0
    assert len(await presents_of(promotion)) == 1
    assert await balance_of(member.membership_id) == 50
    assert await unsound(tenant) == []


async def test_a_child_removed_and_written_down_anew(db: None) -> None:
    """Given a child with its present, when it is removed and comes again, then there is no second present."""
    tenant = await make_business()
    member = await make_member(tenant)
    kid = await make_kid(tenant, member, born(2, 6))
    await make_promotion(tenant)
    assert await promotions.give_presents(tenant.program_id, morning(today())) == 1
    await customers.remove_kid(tenant.owner, tenant.program_id, tenant.business_id, kid.id)
    await make_kid(tenant, member, born(4, 6))
    assert await promotions.give_presents(tenant.program_id, morning(today() + timedelta(days=1))) == 0
    assert await balance_of(member.membership_id) == 50


async def test_ages_are_those_that_the_birthday_brings(db: None) -> None:
    """Given a promotion from 6 to 8, then who turns 5 or 9, or whose year is unknown, gets nothing."""
    tenant = await make_business()
    for turns in (5, 6, 8, 9, None):
        await make_kid(tenant, await make_member(tenant), born(1, turns))
    promotion = await make_promotion(tenant, age_from=6, age_to=8)
    assert await promotions.give_presents(tenant.program_id, morning(today())) == 2
    assert sorted(each["turns"] for each in await presents_of(promotion)) == [6, 8]


async def test_budget_and_stock_go_to_the_first_ones(db: None) -> None:
    """Given four children, a budget of three and a stock of two, then two get theirs, and one more with more stock."""
    tenant = await make_business()
    reward = await make_reward(tenant, stock=2)
    for ahead in (4, 3, 2, 1):
        await make_kid(tenant, await make_member(tenant), born(ahead, 6))
    promotion = await make_promotion(tenant, reward_id=reward.id, budget=3)
    assert await promotions.give_presents(tenant.program_id, morning(today())) == 2
    assert [each["birthday"] for each in await presents_of(promotion)] == [
        today() + timedelta(days=ahead) for ahead in (1, 2)
    ]
    await database.execute("UPDATE reward SET stock = 10 WHERE id = $1", reward.id)
    assert await promotions.give_presents(tenant.program_id, morning(today() + timedelta(days=1))) == 1
    assert len(await presents_of(promotion)) == 3
    assert await unsound(tenant) == []


async def test_who_was_let_go_and_other_shops_get_nothing(db: None) -> None:
    """Given a removed member and a stranger's, when presents are given, then neither has one."""
    tenant, stranger = await make_business(), await make_business()
    gone, theirs = await make_member(tenant), await make_member(stranger)
    await make_kid(tenant, gone, born(1, 6))
    await make_kid(stranger, theirs, born(1, 6))
    await customers.remove_member(tenant.owner, gone.key)
    promotion = await make_promotion(tenant)
    assert await promotions.give_presents(tenant.program_id, morning(today())) == 0
    assert await presents_of(promotion) == []


async def test_fifty_cost_what_one_costs(db: None) -> None:
    """Given one child and then fifty, when presents are given, then the number of statements is the same."""
    counts = []
    for families in (1, 50):
        tenant = await make_business()
        reward = await make_reward(tenant)
        for _ in range(families):
            await make_kid(tenant, await make_member(tenant), born(1, 6))
        await make_promotion(tenant, reward_id=reward.id)
        async with count_queries() as seen:
            assert await promotions.give_presents(tenant.program_id, morning(today())) == families
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert counts[1] <= 20


async def test_a_promotion_is_kept_and_refused(db: None) -> None:
    """Given a promotion, when others' rewards, stale versions or small budgets come, then nothing changes."""
    tenant, stranger = await make_business(), await make_business()
    member = await make_member(tenant)
    await make_kid(tenant, member, born(1, 6))
    promotion = await make_promotion(tenant)
    await promotions.give_presents(tenant.program_id, morning(today()))
    theirs = await make_reward(stranger)
    facts = "SELECT count(*) FROM outbox WHERE program_id = $1"
    before = await database.fetchval(facts, tenant.program_id)
    wanted = NewPromotion("Other", Audience.KIDS, points=10)
    cases: tuple[tuple[NewPromotion, dict[str, object], type[Exception]], ...] = (
        (NewPromotion("Other", Audience.KIDS, reward_id=theirs.id), {"promotion_id": promotion.id}, NotFound),
        (wanted, {"promotion_id": promotion.id, "version": 7}, Conflict),
        (wanted, {"promotion_id": theirs.id}, NotFound),
    )
    for given, which, refusal in cases:
        with pytest.raises(refusal):
            await promotions.save_promotion(tenant.owner, tenant.business_id, given, **which)  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        await promotions.remove_promotion(stranger.owner, stranger.business_id, promotion.id)
    await make_kid(tenant, await make_member(tenant), born(1, 6))
    await promotions.give_presents(tenant.program_id, morning(today() + timedelta(days=1)))
    with pytest.raises(BadInput) as found:
        small = NewPromotion("Other", Audience.KIDS, points=10, budget=1)
        await promotions.save_promotion(tenant.owner, tenant.business_id, small, promotion_id=promotion.id)
    assert found.value.params == {"min": 2}
    (kept,) = await running_in(tenant.program_id)
    assert (kept.terms, kept.version, kept.given) == (promotion.terms, 1, 2)
    assert await database.fetchval(facts, tenant.program_id) > before


async def test_the_holder_sees_presents_once(db: None) -> None:
    """Given a present, when its holder looks twice, then it was seen once; a stranger sees nothing of it."""
    tenant = await make_business()
    member, stranger = await make_member(tenant), await make_member(tenant)
    await make_kid(tenant, member, born(1, 6))
    await make_promotion(tenant)
    await promotions.give_presents(tenant.program_id, morning(today()))
    assert await promotions.see_presents(stranger.person_id) == 0
    assert [await promotions.see_presents(member.person_id) for _ in range(2)] == [1, 0]
