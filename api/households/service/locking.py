"""Whose card it is, and a household that nobody else changes meanwhile."""

from uuid import UUID

from api import customers
from api.core import db, outbox
from api.core.errors import NotFound
from api.customers import Member, PhoneUnverified
from api.households.errors import NotGuardian
from api.households.events import HouseholdChanged
from api.households.queries import member_of, members_of
from api.households.types import HouseholdMemberInfo, HouseholdRole

LOCK = "SELECT id FROM household WHERE program_id = $1 AND id = $2 AND closed_at IS NULL FOR UPDATE"


async def own_card(person_id: UUID, membership_id: UUID, *, proved: bool = True) -> Member:
    """A card of the person, whose number is proved if so wished. Refuses NOT_FOUND, PHONE_UNVERIFIED."""
    cards = (await customers.memberships_of([person_id]))[person_id]
    card = next((each for each in cards if each.membership_id == membership_id), None)
    if card is None:
        raise NotFound("There is no such card.", path=("cardId",))
    if proved and not card.is_phone_verified:
        raise PhoneUnverified("Please prove your phone number first.", path=("cardId",))
    return card


async def lock_household(
    program_id: UUID, membership_id: UUID
) -> tuple[HouseholdMemberInfo, list[HouseholdMemberInfo]]:
    """The card's place and everybody in its household, which is locked until the transaction ends.

    Refuses NOT_FOUND where the card is in none.
    """
    place = await member_of(program_id, membership_id)
    if place is not None and await db.fetchval(LOCK, program_id, place.household_id) is not None:
        everyone = await members_of(program_id, place.household_id)
        place = next((each for each in everyone if each.membership_id == membership_id), None)
        if place is not None:
            return place, everyone
    raise NotFound("This card is in no household.", path=("cardId",))


def as_guardian(place: HouseholdMemberInfo) -> HouseholdMemberInfo:
    """Refuses whoever is no guardian with NOT_GUARDIAN."""
    if place.role is not HouseholdRole.GUARDIAN:
        raise NotGuardian("Only a guardian of the household can do this.")
    return place


async def tell(
    program_id: UUID,
    business_id: UUID,
    household_id: UUID,
    what: str,
    membership_id: UUID,
    everyone: list[HouseholdMemberInfo],
) -> None:
    """Announces a change to everybody in the household."""
    await outbox.announce(
        HouseholdChanged(
            program_id=program_id,
            business_id=business_id,
            household_id=household_id,
            what=what,
            membership_id=membership_id,
            members=tuple(each.membership_id for each in everyone),
        )
    )
