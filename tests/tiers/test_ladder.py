"""Ladders: up by what members do, down when a tier is no longer kept, by hand, previewed and versioned."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from api import customers, tiers
from api.core import clock, db
from api.core.errors import BadInput, Conflict, NotFound
from api.core.ids import new_id
from tests.factories.businesses import Tenant, make_business
from tests.factories.customers import make_member
from tests.factories.tiers import STEPS, changes, did, make_ladder, rules, tier_name

pytestmark = pytest.mark.integration


@pytest.fixture
async def member(tenant: Tenant) -> UUID:
    """Somebody who did nothing yet."""
    return (await make_member(tenant)).membership_id


def this_month() -> date:
    """The first day of the month in Kolkata."""
    return clock.local_date(clock.now(), "Asia/Kolkata").replace(day=1)


def months_ago(count: int) -> date:
    """The first day of an earlier month."""
    month = this_month()
    for _ in range(count):
        month = (month - timedelta(days=1)).replace(day=1)
    return month


async def kept_until(member: UUID) -> date | None:
    """The last day on which the tier is kept."""
    found: date | None = await db.fetchval(
        "SELECT keep_until FROM member_tier WHERE membership_id = $1", member
    )
    return found


async def kept_only_until(member: UUID, day: date) -> None:
    """As if time had passed."""
    await db.execute("UPDATE member_tier SET keep_until = $2 WHERE membership_id = $1", member, day)


async def facts(tenant: Tenant) -> int:
    """Moves that were announced."""
    count: int = await db.fetchval(
        "SELECT count(*) FROM outbox WHERE program_id = $1 AND name = 'tiers.tier_changed'", tenant.program_id
    )
    return count


async def test_a_member_rises_with_what_they_earn(tenant: Tenant, member: UUID) -> None:
    await make_ladder(tenant)
    assert await tier_name(member) == "Bronze"
    assert await did(tenant, member, this_month(), 60) == 1
    assert await did(tenant, member, months_ago(3), 39) == 0
    assert await tier_name(member) == "Bronze"
    assert await did(tenant, member, this_month(), 1) == 1
    assert await tier_name(member) == "Silver"
    assert await did(tenant, member, this_month(), 400) == 1
    assert await changes(member) == [
        (None, "Bronze", "qualified"),
        ("Bronze", "Silver", "qualified"),
        ("Silver", "Gold", "qualified"),
    ]
    assert await facts(tenant) == 3


async def test_only_the_window_counts(tenant: Tenant, member: UUID) -> None:
    await make_ladder(tenant, window_months=3)
    await did(tenant, member, months_ago(3), 900)
    assert await tier_name(member) == "Bronze"
    await did(tenant, member, months_ago(2), 100)
    assert await tier_name(member) == "Silver"


async def test_everything_since_joining_counts_and_is_kept_for_ever(tenant: Tenant, member: UUID) -> None:
    await make_ladder(tenant, window=tiers.TierWindow.SINCE_JOINING)
    await did(tenant, member, date(2019, 1, 1), 500)
    assert await tier_name(member) == "Gold"
    assert await kept_until(member) is None
    await did(tenant, member, date(2019, 1, 1), -500)
    assert await tiers.review(tenant.program_id) == 0
    assert await tier_name(member) == "Gold"


async def test_money_and_visits_can_be_the_measure(tenant: Tenant, member: UUID) -> None:
    await make_ladder(tenant, measure=tiers.TierMeasure.SPEND)
    await did(tenant, member, this_month(), spent_minor=100)
    assert await tier_name(member) == "Silver"
    held = await tiers.ladder_of(tenant.program_id)
    assert held is not None
    steps = tuple(replace(step, id=tier.id) for step, tier in zip(STEPS, held.tiers, strict=True))
    await make_ladder(tenant, steps, measure=tiers.TierMeasure.VISITS)
    await did(tenant, member, this_month(), visits=500)
    assert await tier_name(member) == "Gold"


async def test_next_month_looks_at_whole_months(tenant: Tenant, member: UUID) -> None:
    await make_ladder(tenant, effective=tiers.TierEffective.NEXT_MONTH)
    await did(tenant, member, this_month(), 900)
    assert await tier_name(member) == "Bronze"
    await did(tenant, member, months_ago(1), 100)
    assert await tier_name(member) == "Silver"


async def test_a_return_takes_away_but_the_tier_is_kept_as_promised(tenant: Tenant, member: UUID) -> None:
    await make_ladder(tenant)
    await did(tenant, member, this_month(), 120)
    await did(tenant, member, this_month(), -120)
    assert await tiers.review(tenant.program_id) == 0
    assert await tier_name(member) == "Silver"
    await kept_only_until(member, this_month() - timedelta(days=1))
    assert await tiers.review(tenant.program_id) == 1
    assert await tiers.review(tenant.program_id) == 0
    assert (await changes(member))[-1] == ("Silver", "Bronze", "not_kept")


@pytest.mark.parametrize(
    ("downgrade", "grace", "for_ever", "expected"),
    [
        (tiers.TierDowngrade.FULL, 0, False, "Bronze"),
        (tiers.TierDowngrade.ONE_STEP, 0, False, "Silver"),
        (tiers.TierDowngrade.NONE, 0, False, "Gold"),
        (tiers.TierDowngrade.FULL, 40, False, "Gold"),
        (tiers.TierDowngrade.FULL, 0, True, "Gold"),
    ],
)
async def test_ways_down(
    tenant: Tenant,
    member: UUID,
    downgrade: tiers.TierDowngrade,
    grace: int,
    for_ever: bool,
    expected: str,
) -> None:
    steps = (*STEPS[:2], replace(STEPS[2], is_for_ever=for_ever))
    await make_ladder(tenant, steps, downgrade=downgrade, grace_days=grace)
    await did(tenant, member, months_ago(1), 500)
    await did(tenant, member, months_ago(1), -500)
    await kept_only_until(member, clock.local_date(clock.now(), "Asia/Kolkata") - timedelta(days=1))
    await tiers.review(tenant.program_id)
    assert await tier_name(member) == expected


async def test_reaching_it_again_keeps_it_longer(tenant: Tenant, member: UUID) -> None:
    await make_ladder(tenant)
    await did(tenant, member, this_month(), 100)
    promised = await kept_until(member)
    await kept_only_until(member, this_month())
    await did(tenant, member, this_month(), 1)
    assert await kept_until(member) == promised
    assert await facts(tenant) == 1


async def test_a_tier_by_hand_is_left_alone_until_its_day(tenant: Tenant, member: UUID) -> None:
    ladder = await make_ladder(tenant)
    today = clock.local_date(clock.now(), "Asia/Kolkata")
    await tiers.set_tier(
        tenant.owner, tenant.business_id, member, ladder.tiers[2].id, until=today, reason="A good friend"
    )
    await tiers.review(tenant.program_id)
    assert await tier_name(member) == "Gold"
    await db.execute(
        "UPDATE member_tier SET by_hand_until = $2, keep_until = $2 WHERE membership_id = $1",
        member,
        today - timedelta(days=1),
    )
    await tiers.review(tenant.program_id)
    assert await tier_name(member) == "Bronze"
    assert (await changes(member))[0] == (None, "Gold", "by_hand")


async def test_by_hand_needs_a_reason_a_day_and_the_own_customer(tenant: Tenant, member: UUID) -> None:
    ladder = await make_ladder(tenant)
    other = await make_business(name="Elsewhere")
    theirs = await make_ladder(other)
    today = clock.local_date(clock.now(), "Asia/Kolkata")
    gold = ladder.tiers[2].id

    async def given(tenant: Tenant, tier: UUID, until: date, reason: str) -> None:
        await tiers.set_tier(tenant.owner, tenant.business_id, member, tier, until=until, reason=reason)

    with pytest.raises(BadInput):
        await given(tenant, gold, today, "  ")
    with pytest.raises(BadInput):
        await given(tenant, gold, today - timedelta(days=1), "late")
    with pytest.raises(NotFound):
        await given(tenant, theirs.tiers[0].id, today, "not ours")
    with pytest.raises(NotFound):
        await given(other, theirs.tiers[0].id, today, "not theirs")
    assert await changes(member) == []


async def test_the_impact_is_what_saving_does(tenant: Tenant) -> None:
    """Given members at 0, 150 and 600, when Silver becomes dearer, then the preview and the save agree."""
    ladder = await make_ladder(tenant)
    people = [(await make_member(tenant)).membership_id for _ in range(3)]
    for person, earned in zip(people, (10, 150, 600), strict=True):
        await did(tenant, person, this_month(), earned)
    steps = (
        replace(STEPS[0], id=ladder.tiers[0].id),
        replace(STEPS[1], id=ladder.tiers[1].id, threshold=200),
        replace(STEPS[2], id=ladder.tiers[2].id, multiplier_bp=30_000),
    )
    impact = await tiers.preview_ladder(tenant.business_id, rules(steps))
    assert (impact.members, impact.moves_up, impact.moves_down) == (3, 0, 1)
    assert impact.moves == (tiers.TierMove("Silver", "Bronze", 1, False),)
    # 150 points at 1.0 instead of 1.25, 600 at 3.0 instead of 2.0
    assert impact.cost_points == -37 + 600
    before = await facts(tenant)
    saved = await tiers.save_ladder(
        tenant.owner, tenant.business_id, rules(steps), version=1, drops_at_once=True
    )
    assert saved.version == 2
    assert await facts(tenant) == before + 1
    assert [await tier_name(person) for person in people] == ["Bronze", "Bronze", "Gold"]


async def test_without_dropping_at_once_members_keep_what_was_promised(tenant: Tenant, member: UUID) -> None:
    ladder = await make_ladder(tenant)
    await did(tenant, member, this_month(), 150)
    steps = [replace(step, id=tier.id) for step, tier in zip(STEPS, ladder.tiers, strict=True)]
    steps[1] = replace(steps[1], threshold=200)
    await make_ladder(tenant, steps)
    assert await tier_name(member) == "Silver"


async def test_a_step_left_out_sends_its_members_where_the_numbers_say(tenant: Tenant, member: UUID) -> None:
    ladder = await make_ladder(tenant)
    await did(tenant, member, this_month(), 150)
    steps = [replace(STEPS[0], id=ladder.tiers[0].id), replace(STEPS[2], id=ladder.tiers[2].id)]
    await make_ladder(tenant, steps)
    assert await tier_name(member) == "Bronze"
    assert (await changes(member))[-1] == ("Silver", "Bronze", "rules")


async def test_two_who_save_at_once_do_not_overwrite_each_other(tenant: Tenant) -> None:
    await make_ladder(tenant)

    async def save(name: str) -> object:
        steps = (tiers.NewTier(name, 0),)
        return await tiers.save_ladder(tenant.owner, tenant.business_id, rules(steps), version=1)

    found = await asyncio.gather(save("One"), save("Two"), return_exceptions=True)
    assert sorted(type(each).__name__ for each in found) == ["Conflict", "LadderInfo"]
    ladder = await tiers.ladder_of(tenant.program_id)
    assert ladder is not None
    assert (ladder.version, len(ladder.tiers)) == (2, 1)
    with pytest.raises(Conflict):
        await save("Three")


async def test_a_step_of_another_program_is_not_found(tenant: Tenant) -> None:
    other = await make_business(name="Elsewhere")
    theirs = await make_ladder(other)
    steps = (replace(STEPS[0], id=theirs.tiers[0].id),)
    with pytest.raises(NotFound) as refused:
        await tiers.save_ladder(tenant.owner, tenant.business_id, rules(steps))
    assert refused.value.path == ("tiers", "0", "id")
    assert await tiers.ladder_of(tenant.program_id) is None
    with pytest.raises(NotFound):
        await tiers.preview_ladder(tenant.business_id, rules((replace(STEPS[0], id=new_id()),)))


async def test_members_of_a_program_count_where_many_did_at_once(tenant: Tenant) -> None:
    """Forty sales at once lift a member once, and nothing is lost."""
    await make_ladder(tenant)
    member: customers.Member = await make_member(tenant)
    moved = await asyncio.gather(*(did(tenant, member.membership_id, this_month(), 5) for _ in range(40)))
    assert sum(moved) == 2
    assert await changes(member.membership_id) == [
        (None, "Bronze", "qualified"),
        ("Bronze", "Silver", "qualified"),
    ]
