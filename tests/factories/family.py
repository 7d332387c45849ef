"""Makers of gifts and households."""

from typing import Any
from uuid import UUID, uuid4

from api import businesses, customers, gifts, households, ledger
from api.core.audit import Actor, ActorKind
from api.gifts import GiftInfo, GiftRulesInfo, NewGift
from api.households import HouseholdRole, HouseholdRulesInfo, MemberTerms, SpendLimits
from tests.factories.businesses import Tenant, make_business
from tests.factories.rewards import rich_member


def oneself(member: customers.Member) -> Actor:
    """The member as a caller."""
    return Actor(ActorKind.CUSTOMER, id=member.person_id, name=member.name, program_id=member.program_id)


async def make_family_shop(
    rules: dict[str, Any] | None = None, *, payment: businesses.PointPayment | None = None
) -> Tenant:
    """A business whose program has gifts and households; `rules` of gifts are 10 to 1,000 points unless told."""
    tenant = await make_business(rules={"payment": payment} if payment else None)
    given = GiftRulesInfo(**({"is_on": True, "min_points": 10, "max_points": 1_000} | (rules or {})))
    await gifts.save_rules(tenant.owner, tenant.business_id, given)
    await households.save_rules(tenant.owner, tenant.business_id, HouseholdRulesInfo(is_on=True))
    return tenant


async def prepare(
    giver: customers.Member, points: int = 100, *, key: str | None = None, message: str = "For you", **to: Any
) -> GiftInfo:
    """A gift that waits to be confirmed."""
    new = NewGift(key or uuid4().hex, giver.membership_id, points, message, **to)
    return await gifts.prepare(giver.person_id, new)


async def give(
    giver: customers.Member, points: int = 100, *, message: str = "For you", **to: Any
) -> GiftInfo:
    """A gift that is under way."""
    prepared = await prepare(giver, points, message=message, **to)
    return await confirm(giver, prepared.id)


async def confirm(giver: customers.Member, gift_id: UUID) -> GiftInfo:
    """The gift sent."""
    return await gifts.confirm(oneself(giver), giver.person_id, giver.membership_id, gift_id)


async def make_household(
    tenant: Tenant, *balances: int, roles: tuple[HouseholdRole, ...] = ()
) -> tuple[UUID, list[customers.Member]]:
    """A household whose members have so many points: the first is its guardian, the others adults unless told."""
    members = [await rich_member(tenant, points) for points in balances]
    first = members[0]
    household = await households.create(oneself(first), first.person_id, first.membership_id, "The Raos")
    for at, member in enumerate(members[1:]):
        await join(first, member, roles[at] if at < len(roles) else HouseholdRole.ADULT)
    return household, members


async def join(
    guardian: customers.Member, member: customers.Member, role: HouseholdRole = HouseholdRole.ADULT
) -> None:
    """Invites by code, and says yes."""
    asked = await households.invite(oneself(guardian), guardian.person_id, guardian.membership_id, role)
    await households.answer(
        oneself(member), member.person_id, member.membership_id, accepts=True, code=asked.code
    )


async def place_of(member: customers.Member) -> households.HouseholdMemberInfo:
    """The member's place in its household."""
    found = await households.member_of(member.program_id, member.membership_id)
    assert found is not None
    return found


async def limit(
    guardian: customers.Member, member: customers.Member, *, is_paused: bool = False, **limits: int
) -> None:
    """The guardian says what a member may take."""
    place = await place_of(member)
    terms = MemberTerms(place.role, is_paused, SpendLimits(**limits))
    await households.set_terms(oneself(guardian), guardian.person_id, guardian.membership_id, place.id, terms)


async def spendable(member: customers.Member) -> int:
    """What the member can spend now."""
    found = await households.spendable_for(member.program_id, [member.membership_id])
    return found[member.membership_id]


async def unsound(program_id: UUID) -> list[ledger.Violation]:
    """Every invariant of the ledger, of gifts and of households that does not hold."""
    return [
        *await ledger.verify(program_id),
        *await gifts.verify(program_id),
        *await households.verify(program_id),
    ]
