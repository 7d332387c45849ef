"""Households of two members who become one, and of somebody who is forgotten."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from api import customers, notifications
from api.core import clock, db
from api.core.telling import told
from api.customers import Joining, Leaving, PeoplePart, PersonRows
from api.households.errors import BothInHouseholds
from api.households.queries import member_of, members_of
from api.households.service.locking import LOCK, tell
from api.households.service.membership import PROMOTE, end_place
from api.households.types import HouseholdMemberInfo, HouseholdRole

TAKE = "UPDATE household_member SET membership_id = $3 WHERE program_id = $1 AND id = $2"
INVITER = """
    UPDATE household_invitation SET inviter_id = $3
    WHERE program_id = $1 AND household_id = $4 AND inviter_id = $2 AND state = 'open'
"""
STEP_DOWN = """
    UPDATE household_member SET left_at = $3
    WHERE program_id = $1 AND id = $2 AND left_at IS NULL
"""
BACK = """
    UPDATE household_member SET membership_id = $3
    WHERE program_id = $1 AND id = $4 AND membership_id = $2 AND left_at IS NULL
"""
REOPEN = """
    UPDATE household_member SET left_at = NULL FROM household
    WHERE household_member.program_id = $1 AND household_member.id = $2 AND household.program_id = $1
        AND household.id = household_member.household_id AND household.closed_at IS NULL
"""
WERE_IN = """
    SELECT DISTINCT household_id FROM household_member WHERE program_id = $1 AND membership_id = $2
"""
INVITATIONS = """
    UPDATE household_invitation SET state = CASE WHEN inviter_id = $2 THEN 'withdrawn' ELSE 'declined' END,
        phone = NULL
    WHERE program_id = $1 AND state = 'open' AND (inviter_id = $2 OR phone = ANY ($3::text[]))
"""
INVITED_BY = "SELECT id FROM household_invitation WHERE program_id = $1 AND inviter_id = $2"
DRAWS = """
    UPDATE household_draw SET reason = ''
    WHERE program_id = $1 AND (spender_id = $2 OR payer_id = $2) AND household_id = ANY ($3::uuid[]) AND reason <> ''
"""
# a household that has ended is known by nobody: its name is often a family's
NAMES = """
    UPDATE household SET name = ''
    WHERE program_id = $1 AND id = ANY ($2::uuid[]) AND closed_at IS NOT NULL RETURNING id
"""
LOG = """
    UPDATE audit_entry SET before = NULL, after = NULL
    WHERE program_id = $1 AND target_id = ANY ($2::uuid[]) AND target_type = 'Household'
"""
TOGETHER = """
    SELECT DISTINCT membership_id FROM household_member WHERE program_id = $1 AND household_id = ANY ($2::uuid[])
"""


async def merge(who: Joining) -> Mapping[str, Any]:
    """The kept one takes the place of the one who is gone; in one household with them, they have one place there.

    Refuses BOTH_IN_HOUSEHOLDS where they are in two: which family it is, staff do not decide.
    """
    kept, gone = await _places(who)
    if gone is None:
        return {"place": None, "left": None}
    await db.fetchval(LOCK, who.program_id, gone.household_id)
    if kept is None:
        await db.execute(TAKE, who.program_id, gone.id, who.kept_id)
    else:
        await db.execute(STEP_DOWN, who.program_id, gone.id, clock.now())
        if gone.role is HouseholdRole.GUARDIAN:
            await db.execute(PROMOTE, who.program_id, kept.id)
    await db.execute(INVITER, who.program_id, who.gone_id, who.kept_id, gone.household_id)
    await _tell(who, gone.household_id)
    return {"place": gone.id} if kept is None else {"left": gone.id}


async def unmerge(who: Joining, taken: Mapping[str, Any]) -> None:
    """The place goes back where it is still theirs; who was in the same household is in it again, if it is there."""
    for name, statement in (("place", BACK), ("left", REOPEN)):
        place = taken.get(name)
        if place is not None:
            more = (who.kept_id, who.gone_id, place) if name == "place" else (place,)
            await db.execute(statement, who.program_id, *more)


async def weigh(who: Joining) -> Mapping[str, int]:
    """Whether there is a household. Refuses as `merge` does."""
    _, gone = await _places(who)
    return {"households": int(gone is not None)}


async def _places(who: Joining) -> tuple[HouseholdMemberInfo | None, HouseholdMemberInfo | None]:
    kept, gone = (
        await member_of(who.program_id, who.kept_id),
        await member_of(who.program_id, who.gone_id),
    )
    if kept is not None and gone is not None and kept.household_id != gone.household_id:
        raise BothInHouseholds(
            "These two are in different households. One of them has to leave theirs first.",
            path=("goneCustomerId",),
        )
    return kept, gone


async def _tell(who: Joining, household_id: UUID) -> None:
    everyone = await members_of(who.program_id, household_id)
    await tell(who.program_id, who.business_id, household_id, "joined", who.kept_id, everyone)


async def erase(who: Leaving) -> int:
    """Leaves the household, which somebody else answers for or which ends; words, numbers and names go.

    Messages in which others read the name go too.
    """
    place = await member_of(who.program_id, who.membership_id)
    if place is not None:
        await db.fetchval(LOCK, who.program_id, place.household_id)
        everyone = await members_of(who.program_id, place.household_id)
        await end_place(place, everyone)
        others = [each for each in everyone if each.id != place.id]
        await tell(who.program_id, who.business_id, place.household_id, "left", who.membership_id, others)
    phones = await customers.phones_of(who.program_id, who.membership_id)
    await db.execute(INVITATIONS, who.program_id, who.membership_id, phones)
    were_in = [row["household_id"] for row in await db.fetch(WERE_IN, who.program_id, who.membership_id)]
    await db.execute(DRAWS, who.program_id, who.membership_id, were_in)
    closed = [row["id"] for row in await db.fetch(NAMES, who.program_id, were_in)]
    await db.execute(LOG, who.program_id, closed)
    asked = await db.fetch(INVITED_BY, who.program_id, who.membership_id)
    among = await db.fetch(TOGETHER, who.program_id, were_in)
    await notifications.forget_said(
        who.program_id,
        [f"household_invited:{row['id']}" for row in asked],
        among=[row["membership_id"] for row in among],
        beginning=f"household_limit:{who.membership_id}:",
    )
    return 0


# $1 program, $2 members, $3 one business or null for all: families are no business's
TOLD = {
    "households": """
        SELECT household.name, place.role, place.shares_points, place.max_per_day, place.max_per_week,
            place.max_per_month, place.created_at AS joined_at, place.left_at
        FROM household_member AS place JOIN household ON household.id = place.household_id
        WHERE place.program_id = $1 AND place.membership_id = ANY ($2::uuid[]) AND $3::uuid IS NULL
        ORDER BY place.created_at, place.id""",
    "household_invitations": """
        SELECT household.name, asked.role, asked.phone, asked.state, asked.created_at
        FROM household_invitation AS asked JOIN household ON household.id = asked.household_id
        WHERE asked.program_id = $1 AND asked.inviter_id = ANY ($2::uuid[]) AND $3::uuid IS NULL
        ORDER BY asked.created_at, asked.id""",
    "household_spending": """
        SELECT spender_id = ANY ($2::uuid[]) AS is_spender, points, reason, created_at FROM household_draw
        WHERE program_id = $1 AND (spender_id = ANY ($2::uuid[]) OR payer_id = ANY ($2::uuid[])) AND $3::uuid IS NULL
        ORDER BY created_at, id""",
}


async def export(
    program_id: UUID, members: Sequence[UUID], business_id: UUID | None
) -> Mapping[str, PersonRows]:
    """What is kept here."""
    return {name: await told(sql, program_id, list(members), business_id) for name, sql in TOLD.items()}


PEOPLE_PART = PeoplePart("households", merge, unmerge, weigh, erase, export)
