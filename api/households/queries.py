"""Reads of households."""

from collections.abc import Sequence
from uuid import UUID

import asyncpg

from api.core import db
from api.core.invariants import Violation, broken
from api.households.types import (
    HouseholdMemberInfo,
    HouseholdRole,
    HouseholdRulesInfo,
    InvitationInfo,
    InvitationState,
    SpendLimits,
)

MEMBER = """
    SELECT id, program_id, household_id, membership_id, role, is_paused, shares_points, max_per_day, max_per_week,
        max_per_month, created_at AS joined_at
    FROM household_member
"""
OF_CARD = f"{MEMBER} WHERE program_id = $1 AND membership_id = $2 AND left_at IS NULL"
OF_HOUSEHOLD = (
    f"{MEMBER} WHERE program_id = $1 AND household_id = $2 AND left_at IS NULL ORDER BY created_at, id"
)
INVITATION = """
    SELECT id, program_id, household_id, inviter_id, role, code, phone, state, expires_at FROM household_invitation
"""
SPENDABLE = "SELECT pk, points FROM read.spendable WHERE program_id = $1 AND pk = ANY ($2::uuid[])"
USED = "SELECT today, week, month FROM read.household_used WHERE member_pk = $1"
RULES = "SELECT is_on, max_members, version FROM read.household_rules WHERE program_id = $1"
INVARIANTS = ("draw_is_posting", "household_has_guardian")


def to_member(row: asyncpg.Record) -> HouseholdMemberInfo:
    """A row of MEMBER."""
    return HouseholdMemberInfo(
        id=row["id"],
        program_id=row["program_id"],
        household_id=row["household_id"],
        membership_id=row["membership_id"],
        role=HouseholdRole(row["role"]),
        is_paused=row["is_paused"],
        shares_points=row["shares_points"],
        limits=SpendLimits(row["max_per_day"], row["max_per_week"], row["max_per_month"]),
        joined_at=row["joined_at"],
    )


def to_invitation(row: asyncpg.Record) -> InvitationInfo:
    """A row of INVITATION."""
    values = {name: row[name] for name in InvitationInfo.__slots__}
    values["role"] = HouseholdRole(row["role"])
    values["state"] = InvitationState(row["state"])
    return InvitationInfo(**values)


async def rules_of(program_id: UUID) -> HouseholdRulesInfo:
    """What households a program allows; without any word of the owner none."""
    row = await db.fetchrow(RULES, program_id)
    return HouseholdRulesInfo() if row is None else HouseholdRulesInfo(**dict(row))


async def member_of(program_id: UUID, membership_id: UUID) -> HouseholdMemberInfo | None:
    """A card's place in its household; None where it is in none."""
    row = await db.fetchrow(OF_CARD, program_id, membership_id)
    return None if row is None else to_member(row)


async def members_of(program_id: UUID, household_id: UUID) -> list[HouseholdMemberInfo]:
    """Who is in a household, in the order of joining."""
    return [to_member(row) for row in await db.fetch(OF_HOUSEHOLD, program_id, household_id)]


async def spendable_for(program_id: UUID, membership_ids: Sequence[UUID]) -> dict[UUID, int]:
    """What members can spend now: their own points, and what their household lets them take. Every id has an answer."""
    rows = await db.fetch(SPENDABLE, program_id, list(membership_ids))
    found = {row["pk"]: row["points"] for row in rows}
    return {key: found.get(key, 0) for key in membership_ids}


async def used_by(member_id: UUID) -> tuple[int, int, int]:
    """What a member took of others today, this week and this month, less what came back."""
    row = await db.fetchrow(USED, member_id)
    return (0, 0, 0) if row is None else (row["today"], row["week"], row["month"])


async def verify(program_id: UUID | None = None) -> list[Violation]:
    """Every invariant of households that does not hold, in all programs or in one."""
    return await broken(INVARIANTS, program_id)
