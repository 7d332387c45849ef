"""Inputs of households."""

import strawberry

from api import households
from api.graphql.base import Points, field
from api.graphql.households.types import HouseholdRole


@strawberry.input(description="What households the program allows, whole.")
class SaveHouseholdRulesInput:
    """Rules."""

    is_on: bool = field("Whether members may spend together.")
    max_members: int = field("How many members one household may have, 2 to 20.")
    version: int | None = field("The version that you read, to notice somebody else's change.", default=None)


@strawberry.input(description="A household to make.")
class CreateHouseholdInput:
    """A household."""

    card_id: strawberry.ID = field("One's own card, whose holder becomes its guardian.")
    name: str = field("Its name, 1 to 60 characters.")
    shares_points: bool = field("Whether the others may spend one's points.", default=True)


@strawberry.input(description="Somebody to invite to one's household.")
class InviteToHouseholdInput:
    """An invitation."""

    card_id: strawberry.ID = field("One's own card, which is in the household.")
    role: HouseholdRole = field("As what.")
    phone: str | None = field("For this number alone; for whoever has the code when left out.", default=None)


@strawberry.input(description="An open invitation to take back.")
class WithdrawHouseholdInvitationInput:
    """Which invitation."""

    card_id: strawberry.ID = field("One's own card, which is in the household.")
    household_invitation_id: strawberry.ID = field("Which.")


@strawberry.input(
    description="An answer to an invitation, named by its code, or by its id where it is for one's number."
)
class AnswerHouseholdInvitationInput:
    """An answer."""

    card_id: strawberry.ID = field("One's own card, which joins or not.")
    code: str | None = field("The code; case, spaces and hyphens do not count.", default=None)
    household_invitation_id: strawberry.ID | None = field("Or the invitation for one's number.", default=None)
    accepts: bool = field("Yes or no.")
    shares_points: bool = field("Whether the others may spend one's points.", default=True)


@strawberry.input(description="What a member of the household may do, whole.")
class SetHouseholdMemberInput:
    """Terms."""

    card_id: strawberry.ID = field("One's own card, a guardian's.")
    member_id: strawberry.ID = field("Whom.")
    role: HouseholdRole = field("What they may do.")
    is_paused: bool = field("Whether they may take nothing at present.", default=False)
    max_per_day: Points | None = field(
        "The most of the others' points in a day; no limit when left out.", default=None
    )
    max_per_week: Points | None = field("The most in a week; no limit when left out.", default=None)
    max_per_month: Points | None = field("The most in a month; no limit when left out.", default=None)

    def terms(self) -> households.MemberTerms:
        """As the domain takes them."""
        limits = (self.max_per_day, self.max_per_week, self.max_per_month)
        day, week, month = (None if each is None else int(each) for each in limits)
        return households.MemberTerms(
            role=households.HouseholdRole[self.role.name],
            is_paused=self.is_paused,
            limits=households.SpendLimits(day, week, month),
        )


@strawberry.input(description="A member to take out of the household.")
class RemoveHouseholdMemberInput:
    """Whom."""

    card_id: strawberry.ID = field("One's own card, a guardian's.")
    member_id: strawberry.ID = field("Whom.")


@strawberry.input(description="Whether the others may spend one's points.")
class ShareWithHouseholdInput:
    """Sharing."""

    card_id: strawberry.ID = field("One's own card.")
    shares_points: bool = field("Yes or no.")


@strawberry.input(description="A household to leave.")
class LeaveHouseholdInput:
    """Which card."""

    card_id: strawberry.ID = field("One's own card, which is in the household.")
