"""Making a household, leaving it, and what its members may do."""

from uuid import UUID

import asyncpg

from api.core import audit, clock, db
from api.core.audit import Actor
from api.core.errors import BadInput, NotFound
from api.core.ids import new_id
from api.households import rules
from api.households.errors import HouseholdsOff, InHousehold
from api.households.queries import member_of, rules_of
from api.households.service.locking import as_guardian, lock_household, own_card, tell
from api.households.types import HouseholdMemberInfo, HouseholdRole, MemberTerms

MAKE = "INSERT INTO household (id, program_id, name) VALUES ($1, $2, $3)"
JOIN = """
    INSERT INTO household_member (id, program_id, household_id, membership_id, role, is_paused, shares_points)
    VALUES ($1, $2, $3, $4, $5, false, $6)
"""
LEAVE = "UPDATE household_member SET left_at = $3 WHERE program_id = $1 AND id = ANY ($2::uuid[])"
CLOSE = "UPDATE household SET closed_at = $3 WHERE program_id = $1 AND id = $2"
END_INVITATIONS = """
    UPDATE household_invitation SET state = 'withdrawn', phone = NULL
    WHERE program_id = $1 AND household_id = $2 AND state = 'open'
"""
PROMOTE = "UPDATE household_member SET role = 'guardian', is_paused = false WHERE program_id = $1 AND id = $2"
TERMS = """
    UPDATE household_member SET role = $3, is_paused = $4, max_per_day = $5, max_per_week = $6, max_per_month = $7
    WHERE program_id = $1 AND id = $2
"""
SHARE = "UPDATE household_member SET shares_points = $3 WHERE program_id = $1 AND id = $2"


async def create(
    actor: Actor, person_id: UUID, membership_id: UUID, name: str, *, shares_points: bool = True
) -> UUID:
    """Makes a household whose guardian is the card's holder; its id.

    Refuses NOT_FOUND, PHONE_UNVERIFIED, HOUSEHOLDS_OFF, IN_HOUSEHOLD, BAD_INPUT.
    """
    cleaned = rules.clean_name(name)
    card = await own_card(person_id, membership_id)
    if not (await rules_of(card.program_id)).is_on:
        raise HouseholdsOff("This program has no households.")
    household_id = new_id()
    async with db.transaction():
        await db.execute(MAKE, household_id, card.program_id, cleaned)
        await join(card.program_id, household_id, membership_id, HouseholdRole.GUARDIAN, shares_points)
        await tell(card.program_id, card.business_id, household_id, "made", membership_id, [])
        await record(actor, card.program_id, "households.created", household_id, {"name": cleaned})
    return household_id


async def join(
    program_id: UUID, household_id: UUID, membership_id: UUID, role: HouseholdRole, shares_points: bool
) -> None:
    """Puts a card into a household. Refuses IN_HOUSEHOLD where it is in one."""
    if await member_of(program_id, membership_id) is not None:
        raise _in_household()
    try:
        await db.execute(JOIN, new_id(), program_id, household_id, membership_id, role, shares_points)
    except asyncpg.UniqueViolationError as rival:
        raise _in_household() from rival


async def leave(actor: Actor, person_id: UUID, membership_id: UUID) -> None:
    """Leaves the household at once. Where no guardian is left the oldest adult becomes one; without, it ends.

    Refuses NOT_FOUND for a card that is not one's own, or in no household.
    """
    card = await own_card(person_id, membership_id, proved=False)
    async with db.transaction():
        place, everyone = await lock_household(card.program_id, membership_id)
        await end_place(place, everyone)
        await tell(card.program_id, card.business_id, place.household_id, "left", membership_id, everyone)
        await record(actor, card.program_id, "households.left", place.household_id, {})


async def remove(actor: Actor, person_id: UUID, membership_id: UUID, member_id: UUID) -> None:
    """A guardian takes somebody out. Refuses NOT_GUARDIAN, NOT_FOUND, and BAD_INPUT for oneself, who leaves."""
    card = await own_card(person_id, membership_id)
    async with db.transaction():
        place, everyone = await lock_household(card.program_id, membership_id)
        as_guardian(place)
        other = _named(everyone, member_id)
        if other.id == place.id:
            raise BadInput("Leave the household instead.", path=("memberId",))
        await end_place(other, everyone)
        await tell(
            card.program_id, card.business_id, place.household_id, "removed", other.membership_id, everyone
        )
        await record(
            actor,
            card.program_id,
            "households.removed",
            place.household_id,
            {"member": str(other.membership_id)},
        )


async def set_terms(
    actor: Actor, person_id: UUID, membership_id: UUID, member_id: UUID, terms: MemberTerms
) -> None:
    """A guardian says what a member may do. Refuses NOT_GUARDIAN, NOT_FOUND, BAD_INPUT for the last guardian."""
    rules.check_limits(terms.limits)
    card = await own_card(person_id, membership_id)
    async with db.transaction():
        place, everyone = await lock_household(card.program_id, membership_id)
        as_guardian(place)
        other = _named(everyone, member_id)
        guardians = [each for each in everyone if each.role is HouseholdRole.GUARDIAN and each.id != other.id]
        if terms.role is not HouseholdRole.GUARDIAN and not guardians:
            raise BadInput("A household needs a guardian.", path=("role",))
        limits = terms.limits
        await db.execute(
            TERMS,
            card.program_id,
            other.id,
            terms.role,
            terms.is_paused,
            limits.per_day,
            limits.per_week,
            limits.per_month,
        )
        await tell(
            card.program_id, card.business_id, place.household_id, "terms", other.membership_id, everyone
        )
        after = {"role": terms.role, "paused": terms.is_paused, "member": str(other.membership_id)}
        await record(actor, card.program_id, "households.terms_set", place.household_id, after)


async def share(actor: Actor, person_id: UUID, membership_id: UUID, *, shares_points: bool) -> None:
    """Whether the others may spend one's points: one's own decision alone. Refuses NOT_FOUND."""
    card = await own_card(person_id, membership_id, proved=False)
    async with db.transaction():
        place, everyone = await lock_household(card.program_id, membership_id)
        await db.execute(SHARE, card.program_id, place.id, shares_points)
        await tell(card.program_id, card.business_id, place.household_id, "sharing", membership_id, everyone)
        await record(
            actor, card.program_id, "households.shared", place.household_id, {"shares_points": shares_points}
        )


async def end_place(leaving: HouseholdMemberInfo, everyone: list[HouseholdMemberInfo]) -> None:
    """Ends a place, and sees to it that somebody answers for those who stay."""
    staying = [each for each in everyone if each.id != leaving.id]
    ends = [leaving.id]
    if not any(each.role is HouseholdRole.GUARDIAN for each in staying):
        heir = rules.heir_of(staying)
        if heir is not None:
            await db.execute(PROMOTE, heir.program_id, heir.id)
        else:
            ends += [each.id for each in staying]
            await db.execute(CLOSE, leaving.program_id, leaving.household_id, clock.now())
            await db.execute(END_INVITATIONS, leaving.program_id, leaving.household_id)
    await db.execute(LEAVE, leaving.program_id, ends, clock.now())


def _named(everyone: list[HouseholdMemberInfo], member_id: UUID) -> HouseholdMemberInfo:
    for each in everyone:
        if each.id == member_id:
            return each
    raise NotFound("There is no such member in your household.", path=("memberId",))


def _in_household() -> InHousehold:
    return InHousehold("This card is in a household already. Leave it first.", path=("cardId",))


async def record(
    actor: Actor, program_id: UUID, action: str, household_id: UUID, after: dict[str, object]
) -> None:
    """Writes an act in a household to the audit log."""
    await audit.record(actor, action, target=("Household", household_id), after=after, program_id=program_id)
