"""Changes of households."""

from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from api import households
from api.core.ids import key_of
from api.graphql.base import Info, Payload, RateLimit, customer, field, mutation, read, requires
from api.graphql.households.inputs import (
    AnswerHouseholdInvitationInput,
    CreateHouseholdInput,
    InviteToHouseholdInput,
    LeaveHouseholdInput,
    RemoveHouseholdMemberInput,
    SaveHouseholdRulesInput,
    SetHouseholdMemberInput,
    ShareWithHouseholdInput,
    WithdrawHouseholdInvitationInput,
)
from api.graphql.households.types import HouseholdInvitation, HouseholdRules

if TYPE_CHECKING:
    from api.graphql.wallet.types import Card

WALLET = strawberry.lazy("api.graphql.wallet.types")


@strawberry.type(description="The rules as they are now.")
class HouseholdRulesPayload(Payload):
    """Rules or why not."""

    household_rules: HouseholdRules | None = field("The rules; null when refused.", default=None)


@strawberry.type(description="The card with its household as it is now.")
class HouseholdPayload(Payload):
    """A card or why not."""

    card: Annotated["Card", WALLET] | None = field("The card; null when refused.", default=None)


@strawberry.type(description="The invitation, and the card with its household.")
class HouseholdInvitationPayload(Payload):
    """An invitation or why not."""

    invitation: HouseholdInvitation | None = field("The invitation; null when refused.", default=None)
    card: Annotated["Card", WALLET] | None = field("The card; null when refused.", default=None)


@strawberry.type
class Mutations:
    """Fields of Mutation."""

    @mutation(requires("program.manage"), description="Keeps what households the program allows.")
    async def save_household_rules(
        self,
        info: Info,
        input: Annotated[SaveHouseholdRulesInput, strawberry.argument(description="The rules.")],
    ) -> HouseholdRulesPayload:
        """In one's own program."""
        viewer = info.context.viewer
        given = households.HouseholdRulesInfo(input.is_on, input.max_members)
        await households.save_rules(viewer.actor(), viewer.the_business(), given, version=input.version)
        return HouseholdRulesPayload(household_rules=await read(info, "HouseholdRules", viewer.the_program()))

    @mutation(
        customer(),
        description="Makes a household with the caller as its guardian.",
        limit=RateLimit("household", "20/minute"),
    )
    async def create_household(
        self,
        info: Info,
        input: Annotated[CreateHouseholdInput, strawberry.argument(description="The household.")],
    ) -> HouseholdPayload:
        """Of one's own card."""
        viewer, card = info.context.viewer, _card(input.card_id)
        await households.create(
            viewer.actor(), viewer.the_person(), card, input.name, shares_points=input.shares_points
        )
        return HouseholdPayload(card=await read(info, "Card", card))

    @mutation(
        customer(),
        description="Invites somebody to one's household, by a code or for a phone number; good for seven days. "
        "Whether a number is a member's is never told.",
        limit=RateLimit("household", "20/minute"),
    )
    async def invite_to_household(
        self,
        info: Info,
        input: Annotated[InviteToHouseholdInput, strawberry.argument(description="Whom and as what.")],
    ) -> HouseholdInvitationPayload:
        """By a guardian."""
        viewer, card = info.context.viewer, _card(input.card_id)
        made = await households.invite(
            viewer.actor(),
            viewer.the_person(),
            card,
            households.HouseholdRole[input.role.name],
            phone=input.phone,
        )
        return HouseholdInvitationPayload(
            invitation=await read(info, "HouseholdInvitation", made.id), card=await read(info, "Card", card)
        )

    @mutation(customer(), description="Takes an open invitation back.")
    async def withdraw_household_invitation(
        self,
        info: Info,
        input: Annotated[WithdrawHouseholdInvitationInput, strawberry.argument(description="Which.")],
    ) -> HouseholdPayload:
        """By a guardian."""
        viewer, card = info.context.viewer, _card(input.card_id)
        await households.withdraw(
            viewer.actor(), viewer.the_person(), card, _invitation(input.household_invitation_id)
        )
        return HouseholdPayload(card=await read(info, "Card", card))

    @mutation(
        customer(),
        description="Joins a household that invited one, or says no.",
        limit=RateLimit("household-answer", "20/minute"),
    )
    async def answer_household_invitation(
        self,
        info: Info,
        input: Annotated[AnswerHouseholdInvitationInput, strawberry.argument(description="The answer.")],
    ) -> HouseholdPayload:
        """With one's own card."""
        viewer, card = info.context.viewer, _card(input.card_id)
        named = input.household_invitation_id
        await households.answer(
            viewer.actor(),
            viewer.the_person(),
            card,
            accepts=input.accepts,
            shares_points=input.shares_points,
            code=input.code,
            invitation_id=None if named is None else _invitation(named),
        )
        return HouseholdPayload(card=await read(info, "Card", card))

    @mutation(customer(), description="Says what a member of one's household may do.")
    async def set_household_member(
        self,
        info: Info,
        input: Annotated[SetHouseholdMemberInput, strawberry.argument(description="Whom and what.")],
    ) -> HouseholdPayload:
        """By a guardian."""
        viewer, card = info.context.viewer, _card(input.card_id)
        await households.set_terms(
            viewer.actor(), viewer.the_person(), card, _member(input.member_id), input.terms()
        )
        return HouseholdPayload(card=await read(info, "Card", card))

    @mutation(customer(), description="Takes a member out of one's household.")
    async def remove_household_member(
        self,
        info: Info,
        input: Annotated[RemoveHouseholdMemberInput, strawberry.argument(description="Whom.")],
    ) -> HouseholdPayload:
        """By a guardian."""
        viewer, card = info.context.viewer, _card(input.card_id)
        await households.remove(viewer.actor(), viewer.the_person(), card, _member(input.member_id))
        return HouseholdPayload(card=await read(info, "Card", card))

    @mutation(customer(), description="Says whether the others of the household may spend one's points.")
    async def share_with_household(
        self,
        info: Info,
        input: Annotated[ShareWithHouseholdInput, strawberry.argument(description="Yes or no.")],
    ) -> HouseholdPayload:
        """Of one's own card."""
        viewer, card = info.context.viewer, _card(input.card_id)
        await households.share(viewer.actor(), viewer.the_person(), card, shares_points=input.shares_points)
        return HouseholdPayload(card=await read(info, "Card", card))

    @mutation(customer(), description="Leaves the household at once; one's own points stay one's own.")
    async def leave_household(
        self,
        info: Info,
        input: Annotated[LeaveHouseholdInput, strawberry.argument(description="Which card.")],
    ) -> HouseholdPayload:
        """With one's own card."""
        viewer, card = info.context.viewer, _card(input.card_id)
        await households.leave(viewer.actor(), viewer.the_person(), card)
        return HouseholdPayload(card=await read(info, "Card", card))


def _card(card_id: strawberry.ID) -> UUID:
    return key_of(card_id, "Card", path=("cardId",))


def _member(member_id: strawberry.ID) -> UUID:
    return key_of(member_id, "HouseholdMember", path=("memberId",))


def _invitation(invitation_id: strawberry.ID) -> UUID:
    return key_of(invitation_id, "HouseholdInvitation", path=("householdInvitationId",))
