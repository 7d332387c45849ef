"""Households as clients see them."""

from datetime import datetime
from enum import Enum

import strawberry

from api import households
from api.graphql.base import Connection, Node, Points, column, customer, many, pages, reads, staff

MINE = "mine.membership_pk IN (SELECT own.pk FROM read.membership own WHERE own.owner_pk = viewer.person_id)"
MEMBER_OF = "EXISTS (SELECT 1 FROM read.household_member mine WHERE mine.household_pk = {0} AND " + MINE + ")"
GUARDIAN_OF = (
    "EXISTS (SELECT 1 FROM read.household_member mine WHERE mine.household_pk = {0} "
    "AND mine.role = 'guardian' AND " + MINE + ")"
)
ANSWERABLE = "(self.holder_pk = viewer.person_id OR " + GUARDIAN_OF.format("self.household_pk") + ")"
INVOLVED = (
    "(self.spender_owner_pk = viewer.person_id OR self.payer_owner_pk = viewer.person_id OR "
    + GUARDIAN_OF.format("self.household_pk")
    + ")"
)


@strawberry.enum(description="What a member may do in a household.")
class HouseholdRole(Enum):
    """Role."""

    GUARDIAN = strawberry.enum_value(
        "GUARDIAN", description="Invites, sets limits, pauses, removes, and sees who spent what."
    )
    ADULT = strawberry.enum_value("ADULT", description="Spends with the others, and sees the own part.")
    CHILD = strawberry.enum_value("CHILD", description="As an adult; never becomes a guardian by themselves.")


@reads(households.HOUSEHOLD_RULES, node="self.pk = viewer.program_id", guard=staff())
@strawberry.type(description="What households a program allows.")
class HouseholdRules(Node):
    """Rules."""

    is_on: bool = column("Whether members may spend together.")
    max_members: int = column("How many members one household may have.")
    version: int = column("Counts changes; send it back with yours to notice somebody else's.")


@reads(
    households.HOUSEHOLD_MEMBERS, node=MEMBER_OF.format("self.household_pk"), guard=customer(), scoped=False
)
@strawberry.type(description="A member of one's household.")
class HouseholdMember(Node):
    """A member."""

    name: str = column("The first name.")
    role: HouseholdRole = column("What they may do.")
    is_you: bool = column("Whether it is the caller.", sql="self.owner_pk = viewer.person_id")
    is_paused: bool = column("Whether they may take nothing of the others' points at present.")
    shares_points: bool = column("Whether the others may spend their points; their own decision.")
    points: Points | None = column(
        "Their points; told to themselves and to guardians.",
        sql="CASE WHEN self.owner_pk = viewer.person_id OR "
        + GUARDIAN_OF.format("self.household_pk")
        + " THEN self.points END",
    )
    max_per_day: Points | None = column("The most of the others' points in a day; null: no limit.")
    max_per_week: Points | None = column("The most from Monday to Sunday; null: no limit.")
    max_per_month: Points | None = column("The most in a month of the calendar; null: no limit.")
    spent_today: Points = column("What they took of the others today, less what came back.", name="today")
    spent_this_week: Points = column("The same this week.", name="week")
    spent_this_month: Points = column("The same this month.", name="month")
    joined_at: datetime = column("Since when.")


@reads(households.HOUSEHOLD_DRAWS, node=INVOLVED, guard=customer(), scoped=False)
@strawberry.type(description="Points of one member that another spent.")
class HouseholdSpending(Node):
    """A spending."""

    spender: str = column("Who spent, by the first name.")
    payer: str = column("Whose points they were, by the first name.")
    points: Points = column("How many.")
    given_back: Points = column("How many came back.")
    reason: str = column("What for; empty for a bill.")
    occurred_at: datetime = column("When.")


@reads(households.HOUSEHOLD_INVITATIONS, node=ANSWERABLE, guard=customer(), scoped=False)
@strawberry.type(description="An invitation that can still be answered.")
class HouseholdInvitation(Node):
    """An invitation."""

    household_name: str = column("To which household.")
    inviter: str = column("Who invites, by the first name.")
    role: HouseholdRole = column("As what.")
    code: str | None = column(
        "The code that the invited show or type; null for one that is for a number.",
        sql="CASE WHEN NOT self.is_by_phone THEN self.code END",
    )
    phone: str | None = column("The ends of the number that it is for; null for whoever has the code.")
    expires_at: datetime = column("Good until then.")


@reads(households.HOUSEHOLDS, node=MEMBER_OF.format("self.pk"), guard=customer(), scoped=False)
@strawberry.type(description="A household: members who spend together.")
class Household(Node):
    """A household."""

    name: str = column("Its name.")
    is_guardian: bool = column("Whether the caller is a guardian.", sql=GUARDIAN_OF.format("self.pk"))
    points: Points = column("What all who share have together.")
    members: list[HouseholdMember] = many(
        "Who is in it, in the order of joining.", "self.household_pk = parent.pk", order="joined_at, pk"
    )
    invitations: list[HouseholdInvitation] = many(
        "Invitations that were not answered yet; told to guardians.",
        f"self.household_pk = parent.pk AND {GUARDIAN_OF.format('self.household_pk')}",
        order="invited_at, pk",
    )
    spendings: Connection[HouseholdSpending] = pages(
        "Who spent whose points, newest first: to guardians all, to others what they have part in.",
        f"self.household_pk = parent.pk AND {INVOLVED}",
        order="occurred_at desc, pk desc",
    )
