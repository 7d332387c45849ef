"""Households: made, joined by those who say yes, left at any time, and who may do what."""

import asyncio
from collections import Counter
from typing import Any
from uuid import UUID

import pytest

from api import households
from api.core import db as database
from api.core.errors import Refusal
from api.customers import Member
from api.households import HouseholdRole, HouseholdRulesInfo, MemberTerms, SpendLimits
from tests.factories.businesses import make_business
from tests.factories.customers import make_member, some_phone
from tests.factories.family import join, limit, make_family_shop, make_household, oneself, place_of, unsound
from tests.factories.rewards import refused, rich_member

pytestmark = pytest.mark.integration


async def roles_of(household_id: UUID, program_id: UUID) -> list[HouseholdRole]:
    return [each.role for each in await households.members_of(program_id, household_id)]


async def test_who_may_make_one(db: None) -> None:
    """Given no rules, no proved number, an empty name or a card that has one, then making a household is refused."""
    tenant, plain = await make_family_shop(), await make_business()
    elsewhere, unproved = await rich_member(plain), await make_member(tenant)

    async def make(who: Member, name: str = "Us") -> object:
        return await households.create(oneself(who), who.person_id, who.membership_id, name)

    assert (await refused(lambda: make(elsewhere))).code == "HOUSEHOLDS_OFF"
    assert (await refused(lambda: make(unproved))).code == "PHONE_UNVERIFIED"
    member = await rich_member(tenant)
    assert (await refused(lambda: make(member, "  "))).path == ("name",)
    await make(member)
    assert (await refused(lambda: make(member))).code == "IN_HOUSEHOLD"


async def test_by_phone_only_for_its_holder(db: None) -> None:
    """Given an invitation to a number, when somebody else has its code, it is none; its holder sees and takes it."""
    tenant = await make_family_shop()
    household, (guardian,) = await make_household(tenant, 100)
    friend, stranger = await rich_member(tenant), await rich_member(tenant)
    asked = await households.invite(
        oneself(guardian), guardian.person_id, guardian.membership_id, HouseholdRole.CHILD, phone=friend.phone
    )
    told = await database.fetchval(
        "SELECT topics FROM outbox WHERE program_id = $1 AND name = 'households.invited'", tenant.program_id
    )
    assert told == [f"card:{friend.membership_id}"]

    async def say(who: Member, **how: Any) -> object:
        return await households.answer(oneself(who), who.person_id, who.membership_id, accepts=True, **how)

    assert (await refused(lambda: say(stranger, code=asked.code))).code == "HOUSEHOLD_INVITATION_ENDED"
    assert (await refused(lambda: say(stranger, invitation_id=asked.id))).code == "HOUSEHOLD_INVITATION_ENDED"
    seen = "SELECT count(*) FROM read.household_invitation WHERE pk = $1 AND holder_pk = $2"
    assert await database.fetchval(seen, asked.id, friend.person_id) == 1
    await say(friend, invitation_id=asked.id)
    assert (await place_of(friend)).role is HouseholdRole.CHILD
    assert await database.fetchval("SELECT phone FROM household_invitation WHERE id = $1", asked.id) is None
    assert await roles_of(household, tenant.program_id) == [HouseholdRole.GUARDIAN, HouseholdRole.CHILD]


async def test_known_and_unknown_numbers_look_the_same(db: None) -> None:
    """Given numbers of somebody and of nobody, when both are invited, then the guardian sees the same."""
    tenant = await make_family_shop()
    _, (guardian,) = await make_household(tenant, 100)
    friend = await rich_member(tenant)
    for phone in (friend.phone, some_phone()):
        await households.invite(
            oneself(guardian), guardian.person_id, guardian.membership_id, HouseholdRole.ADULT, phone=phone
        )
    rows = await database.fetch(
        "SELECT role, is_by_phone FROM read.household_invitation WHERE program_id = $1", tenant.program_id
    )
    assert {tuple(row.values()) for row in rows} == {("adult", True)}


async def test_an_invitation_is_answered_once(db: None) -> None:
    """Given one invitation, when ten cards answer at once, then one is in; a declined or withdrawn one is over."""
    tenant = await make_family_shop()
    _, (guardian,) = await make_household(tenant, 100)
    mine = (oneself(guardian), guardian.person_id, guardian.membership_id)
    asked = await households.invite(*mine, HouseholdRole.ADULT)
    many = [await rich_member(tenant) for _ in range(10)]

    async def outcome(who: Member, code: str, accepts: bool = True) -> str:
        try:
            await households.answer(
                oneself(who), who.person_id, who.membership_id, accepts=accepts, code=code
            )
        except Refusal as refusal:
            return refusal.code
        return "done"

    outcomes = Counter(await asyncio.gather(*(outcome(each, asked.code.lower()) for each in many)))
    assert outcomes == {"done": 1, "HOUSEHOLD_INVITATION_ENDED": 9}
    declined = await households.invite(*mine, HouseholdRole.ADULT)
    free = await rich_member(tenant)
    assert await outcome(free, declined.code, accepts=False) == "done"
    assert await outcome(free, declined.code) == "HOUSEHOLD_INVITATION_ENDED"
    withdrawn = await households.invite(*mine, HouseholdRole.ADULT)
    await households.withdraw(*mine, withdrawn.id)
    assert await outcome(free, withdrawn.code) == "HOUSEHOLD_INVITATION_ENDED"


async def test_a_full_household(db: None) -> None:
    """Given at most three members, when five invitations are accepted at once, then two are in."""
    tenant = await make_family_shop()
    household, (guardian,) = await make_household(tenant, 100)
    mine = (oneself(guardian), guardian.person_id, guardian.membership_id)
    asked = [await households.invite(*mine, HouseholdRole.ADULT) for _ in range(5)]
    await households.save_rules(
        tenant.owner, tenant.business_id, HouseholdRulesInfo(is_on=True, max_members=3)
    )
    many = [await rich_member(tenant) for _ in range(5)]

    async def outcome(at: int) -> str:
        who = many[at]
        try:
            await households.answer(
                oneself(who), who.person_id, who.membership_id, accepts=True, code=asked[at].code
            )
        except Refusal as refusal:
            return refusal.code
        return "done"

    assert Counter(await asyncio.gather(*(outcome(at) for at in range(5)))) == {
        "done": 2,
        "HOUSEHOLD_FULL": 3,
    }
    assert len(await households.members_of(tenant.program_id, household)) == 3


async def test_the_last_guardian_hands_over(db: None) -> None:
    """Given a guardian, two adults and a child, when the guardian leaves, then the older adult is one; then it ends."""
    tenant = await make_family_shop()
    household, members = await make_household(
        tenant, 1, 1, 1, 1, roles=(HouseholdRole.CHILD, HouseholdRole.ADULT, HouseholdRole.ADULT)
    )
    guardian, child, older, younger = members

    async def leave(who: Member) -> None:
        await households.leave(oneself(who), who.person_id, who.membership_id)

    await leave(guardian)
    assert (await place_of(older)).role is HouseholdRole.GUARDIAN
    await leave(younger)
    await leave(older)
    assert await households.member_of(tenant.program_id, child.membership_id) is None
    assert await database.fetchval("SELECT closed_at IS NOT NULL FROM household WHERE id = $1", household)
    assert (await refused(lambda: leave(child))).code == "NOT_FOUND"
    assert await unsound(tenant.program_id) == []


async def test_only_guardians_rule(db: None) -> None:
    """Given an adult, when they invite, set terms or remove, then it is refused; a guardian may."""
    tenant = await make_family_shop()
    _, (guardian, adult) = await make_household(tenant, 10, 10)
    theirs = (oneself(adult), adult.person_id, adult.membership_id)
    mine = (oneself(guardian), guardian.person_id, guardian.membership_id)
    place, terms = await place_of(guardian), MemberTerms(HouseholdRole.ADULT, False, SpendLimits())
    assert (await refused(lambda: households.invite(*theirs, HouseholdRole.ADULT))).code == "NOT_GUARDIAN"
    assert (await refused(lambda: households.set_terms(*theirs, place.id, terms))).code == "NOT_GUARDIAN"
    assert (await refused(lambda: households.remove(*theirs, place.id))).code == "NOT_GUARDIAN"
    assert (await refused(lambda: households.set_terms(*mine, place.id, terms))).path == ("role",)
    assert (await refused(lambda: households.remove(*mine, place.id))).path == ("memberId",)
    wrong = MemberTerms(HouseholdRole.ADULT, False, SpendLimits(per_day=10, per_week=5))
    assert (await refused(lambda: households.set_terms(*mine, place.id, wrong))).path == ("perWeek",)
    await households.remove(*mine, (await place_of(adult)).id)
    assert await households.member_of(tenant.program_id, adult.membership_id) is None


async def test_others_households_are_not_there(db: None) -> None:
    """Given two households, when a guardian names the other's member, then there is none."""
    tenant = await make_family_shop()
    _, (one, _) = await make_household(tenant, 10, 10)
    _, (other, theirs) = await make_household(tenant, 10, 10)
    place = await place_of(theirs)
    removed = await refused(
        lambda: households.remove(oneself(one), one.person_id, one.membership_id, place.id)
    )
    assert removed.code == "NOT_FOUND"
    await limit(other, theirs, per_day=5)
    assert (await place_of(theirs)).limits.per_day == 5
    assert (await refused(lambda: join(one, theirs))).code == "IN_HOUSEHOLD"
