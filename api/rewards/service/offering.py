"""What a member can redeem now, and what stands against the rest."""

from uuid import UUID

from api import businesses, customers, households
from api.core import clock
from api.core.errors import NotFound
from api.customers import Member
from api.rewards.queries import listed_of, taken_for
from api.rewards.rules.conditions import Case, reasons
from api.rewards.rules.terms import period_start
from api.rewards.service.redeeming import check_store
from api.rewards.service.standing import standing_of
from api.rewards.types import AvailableReward


async def available(
    business_id: UUID, membership_id: UUID, *, store_id: UUID | None = None
) -> list[AvailableReward]:
    """Every reward of the business that is on show, the cheapest first, for a customer whom it has met.

    Refuses NOT_FOUND for a customer or store that is not the business's.
    """
    program_id = await businesses.program_of(business_id)
    await check_store(business_id, store_id)
    found = await customers.members_by_id(program_id, [membership_id], business_id=business_id, only_met=True)
    if membership_id not in found:
        raise NotFound("There is no such customer.", path=("customerId",))
    return await _available(business_id, found[membership_id], store_id)


async def available_own(person_id: UUID, membership_id: UUID) -> list[AvailableReward]:
    """Every reward on show in the program of one's own card. Refuses NOT_FOUND for a card that is not one's own."""
    cards = (await customers.memberships_of([person_id]))[person_id]
    member = next((card for card in cards if card.membership_id == membership_id), None)
    if member is None:
        raise NotFound("There is no such card.", path=("cardId",))
    return await _available(None, member, None)


async def _available(
    business_id: UUID | None, member: Member, store_id: UUID | None
) -> list[AvailableReward]:
    now = clock.now()
    program = await businesses.rules_for(member.program_id)
    shown = await listed_of(program.id, business_id, now)
    since = [period_start(reward.terms.period, now, program.time_zone) for reward in shown]
    taken = await taken_for(member.membership_id, shown, since)
    spendable = (await households.spendable_for(program.id, [member.membership_id]))[member.membership_id]
    standing = await standing_of(program, member.membership_id, shown)
    found = []
    for reward in shown:
        by_member, by_all = taken[reward.id]
        case = Case(
            standing=standing,
            points=spendable,
            is_phone_verified=member.is_phone_verified,
            now=now,
            time_zone=program.time_zone,
            store_id=store_id,
            taken_by_member=by_member,
            taken_by_all=by_all,
        )
        found.append(AvailableReward(reward, reasons(reward, case)))
    return found
