"""Invitations: a guardian asks, by a code or a phone number, and whoever is asked says yes or no."""

from datetime import datetime
from uuid import UUID

import asyncpg

from api import businesses, customers
from api.core import clock, db, outbox
from api.core.audit import Actor
from api.core.errors import BadInput, NotFound
from api.core.ids import new_id
from api.core.phone import normalise_phone
from api.customers import Member
from api.households import rules
from api.households.errors import HouseholdFull, HouseholdInvitationEnded, HouseholdsOff
from api.households.events import MemberInvited
from api.households.queries import INVITATION, members_of, rules_of, to_invitation
from api.households.service.locking import LOCK, as_guardian, lock_household, own_card, tell
from api.households.service.membership import join, record
from api.households.types import HouseholdMemberInfo, HouseholdRole, InvitationInfo

INVITE = """
    INSERT INTO household_invitation (id, program_id, household_id, inviter_id, role, code, phone, state, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, 'open', $8)
    RETURNING id, program_id, household_id, inviter_id, role, code, phone, state, expires_at
"""
OPEN = """
    SELECT count(*) FROM household_invitation WHERE program_id = $1 AND household_id = $2 AND state = 'open'
        AND expires_at > $3
"""
WITHDRAW = """
    UPDATE household_invitation SET state = 'withdrawn', phone = NULL
    WHERE program_id = $1 AND household_id = $2 AND id = $3 AND state = 'open'
"""
EXPIRE = """
    UPDATE household_invitation SET state = 'expired', phone = NULL WHERE state = 'open' AND expires_at <= $1
"""
ASKED = f"{INVITATION} WHERE program_id = $1 AND state = 'open' AND expires_at > $2 AND "
ANSWER = """
    UPDATE household_invitation SET state = $3, phone = NULL, answered_by_id = $4
    WHERE program_id = $1 AND id = $2 AND state = 'open'
"""


async def invite(
    actor: Actor, person_id: UUID, membership_id: UUID, role: HouseholdRole, *, phone: str | None = None
) -> InvitationInfo:
    """An invitation to one's household, good for seven days: for whoever has the code, or for one phone number alone.

    Whether the number is a member's is not told. Refuses NOT_GUARDIAN, NOT_FOUND, HOUSEHOLDS_OFF, HOUSEHOLD_FULL,
    BAD_PHONE, BAD_INPUT with too many open invitations.
    """
    card = await own_card(person_id, membership_id)
    program = await businesses.rules_for(card.program_id)
    number = None if phone is None else normalise_phone(phone, program.region)
    now = clock.now()
    async with db.transaction():
        place, everyone = await lock_household(card.program_id, membership_id)
        as_guardian(place)
        await _check_room(card.program_id, everyone)
        if await db.fetchval(OPEN, card.program_id, place.household_id, now) >= rules.OPEN_INVITATIONS:
            raise BadInput("Too many invitations are open. Please withdraw some.")
        row = await db.fetchrow(
            INVITE,
            new_id(),
            card.program_id,
            place.household_id,
            membership_id,
            role,
            rules.new_code(),
            number,
            now + rules.INVITATION_LIVES,
        )
        made = _found(row)
        await tell(
            card.program_id, card.business_id, place.household_id, "invitation", membership_id, everyone
        )
        await _tell_invited(made, card)
        await record(actor, made.program_id, "households.invited", made.household_id, {"role": role})
    return made


async def withdraw(actor: Actor, person_id: UUID, membership_id: UUID, invitation_id: UUID) -> None:
    """Takes an open invitation back; again nothing changes. Refuses NOT_GUARDIAN and NOT_FOUND."""
    card = await own_card(person_id, membership_id)
    async with db.transaction():
        place, everyone = await lock_household(card.program_id, membership_id)
        as_guardian(place)
        await db.execute(WITHDRAW, card.program_id, place.household_id, invitation_id)
        await record(actor, card.program_id, "households.invitation_withdrawn", place.household_id, {})
        await tell(
            card.program_id, card.business_id, place.household_id, "invitation", membership_id, everyone
        )


async def answer(
    actor: Actor,
    person_id: UUID,
    membership_id: UUID,
    *,
    accepts: bool,
    shares_points: bool = True,
    code: str | None = None,
    invitation_id: UUID | None = None,
) -> UUID:
    """Says yes or no to an invitation, by its code or to one for one's own number; the household's id.

    Refuses HOUSEHOLD_INVITATION_ENDED, IN_HOUSEHOLD, HOUSEHOLD_FULL, HOUSEHOLDS_OFF, NOT_FOUND, PHONE_UNVERIFIED.
    """
    card = await own_card(person_id, membership_id)
    asked = await _asked(card, code, invitation_id)
    async with db.transaction():
        if await db.fetchval(LOCK, card.program_id, asked.household_id) is None:
            raise _ended()
        everyone = await members_of(card.program_id, asked.household_id)
        state = "accepted" if accepts else "declined"
        done = await db.execute(ANSWER, card.program_id, asked.id, state, membership_id)
        if done == "UPDATE 0":
            raise _ended()
        if accepts:
            await _check_room(card.program_id, everyone)
            await join(card.program_id, asked.household_id, membership_id, asked.role, shares_points)
        await record(actor, card.program_id, "households.answered", asked.household_id, {"accepts": accepts})
        await tell(
            card.program_id,
            card.business_id,
            asked.household_id,
            "joined" if accepts else "invitation",
            membership_id,
            everyone,
        )
    return asked.household_id


async def expire_invitations(now: datetime) -> int:
    """Ends invitations that nobody answered in time, and forgets the numbers that they were for; how many."""
    done = await db.execute(EXPIRE, now)
    return int(done.split()[-1])


async def _asked(card: Member, code: str | None, invitation_id: UUID | None) -> InvitationInfo:
    """The open invitation that is meant: one for a number only to whoever has proved it."""
    if (code is None) == (invitation_id is None):
        raise BadInput("Name the invitation in one way.", path=("code",))
    now = clock.now()
    if code is not None:
        row = await db.fetchrow(f"{ASKED} code = $3", card.program_id, now, rules.read_code(code))
    else:
        row = await db.fetchrow(f"{ASKED} id = $3", card.program_id, now, invitation_id)
    if row is None or (row["phone"] is None and code is None):
        raise _ended()
    if row["phone"] is not None and row["phone"] != card.phone:
        raise _ended()
    return to_invitation(row)


async def _check_room(program_id: UUID, everyone: list[HouseholdMemberInfo]) -> None:
    allowed = await rules_of(program_id)
    if not allowed.is_on:
        raise HouseholdsOff("This program has no households.")
    if len(everyone) >= allowed.max_members:
        raise HouseholdFull(
            f"A household has at most {allowed.max_members} members.", params={"max": allowed.max_members}
        )


async def _tell_invited(made: InvitationInfo, card: Member) -> None:
    """Whoever holds the number hears of it at once; whether anybody does is not told to the household."""
    if made.phone is None:
        return
    member = await customers.member_by_phone(made.program_id, card.business_id, made.phone)
    if member is None or not member.is_phone_verified:
        return
    await outbox.announce(
        MemberInvited(
            program_id=made.program_id,
            business_id=member.business_id,
            household_id=made.household_id,
            invitation_id=made.id,
            inviter_id=made.inviter_id,
            membership_id=member.membership_id,
        )
    )


def _ended() -> HouseholdInvitationEnded:
    return HouseholdInvitationEnded(
        "There is no such invitation any more. Please ask for a new one.", path=("code",)
    )


def _found(row: asyncpg.Record | None) -> InvitationInfo:
    if row is None:
        raise NotFound("The invitation was not made.")
    return to_invitation(row)
