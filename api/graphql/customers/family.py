"""Consents and children: by the holder for own cards, or by staff for a customer."""

from typing import Annotated
from uuid import UUID

import strawberry

from api import customers
from api.core.errors import BadInput
from api.core.ids import key_of
from api.graphql.base import Guard, Info, customer, either, mutation, requires
from api.graphql.customers.enums import ConsentChannel
from api.graphql.customers.found import read_kid
from api.graphql.customers.inputs import (
    AddKidInput,
    RecordConsentInput,
    RemoveKidInput,
    UpdateKidInput,
    business_key,
)
from api.graphql.customers.members import member_key
from api.graphql.customers.parts import Consent
from api.graphql.customers.payloads import ConsentPayload, KidPayload
from api.graphql.customers.tenant import the_tenant

HOLDER_OR_STAFF: Guard = either(customer(), requires("customers.manage"))
GUARDIAN_OR_STAFF: Guard = either(customer(), requires("kids.manage"))


def _must(given: strawberry.ID | None, name: str) -> strawberry.ID:
    if given is None:
        raise BadInput("Please say whom this is about.", path=(name,))
    return given


@strawberry.type
class FamilyMutations:
    """Verbs that holders and staff share."""

    @mutation(
        HOLDER_OR_STAFF,
        description="Notes whether a customer may be reached in one way. Nothing is overwritten.",
    )
    async def record_consent(
        self,
        info: Info,
        input: Annotated[RecordConsentInput, strawberry.argument(description="The consent.")],
    ) -> ConsentPayload:
        """By the holder for an own card, by staff for a customer of their business."""
        viewer, channel = info.context.viewer, customers.ConsentChannel[input.channel.name]
        if viewer.person_id is None:
            key = member_key(info, _must(input.customer_id, "customerId"))
            stands = await customers.record_consent(viewer.actor(), key, channel, is_granted=input.is_granted)
            return ConsentPayload(consents=[_shown(each) for each in stands])
        business = input.business_id
        stands = await customers.record_own_consent(
            viewer.actor(),
            viewer.person_id,
            key_of(_must(input.card_id, "cardId"), "Card", path=("cardId",)),
            channel,
            is_granted=input.is_granted,
            business_id=None if business is None else business_key(business),
        )
        return ConsentPayload(consents=[_shown(each) for each in stands])

    @mutation(
        GUARDIAN_OR_STAFF, description="Writes a child down, with the consent of its parent or guardian."
    )
    async def add_kid(
        self, info: Info, input: Annotated[AddKidInput, strawberry.argument(description="The child.")]
    ) -> KidPayload:
        """By the guardian for own cards, by staff for a customer of their business."""
        viewer = info.context.viewer
        if viewer.person_id is None:
            kid = await customers.add_kid(
                viewer.actor(),
                member_key(info, _must(input.customer_id, "customerId")),
                input.first_name,
                input.birthday.value(),
                has_guardian_agreed=input.guardian_consent,
            )
        else:
            kid = await customers.add_own_kid(
                viewer.actor(),
                viewer.person_id,
                input.first_name,
                input.birthday.value(),
                has_guardian_agreed=input.guardian_consent,
                membership_id=None
                if input.card_id is None
                else key_of(input.card_id, "Card", path=("cardId",)),
            )
        return await _kid(info, kid.id)

    @mutation(GUARDIAN_OR_STAFF, description="Changes a child.")
    async def update_kid(
        self, info: Info, input: Annotated[UpdateKidInput, strawberry.argument(description="What to change.")]
    ) -> KidPayload:
        """On all cards of the guardian, or in the staff's business alone."""
        viewer, kid_id = info.context.viewer, key_of(input.kid_id, "Kid", path=("kidId",))
        if viewer.person_id is None:
            await customers.update_kid(viewer.actor(), *the_tenant(info), kid_id, input.changes())
        else:
            await customers.update_own_kid(viewer.actor(), viewer.person_id, kid_id, input.changes())
        return await _kid(info, kid_id)

    @mutation(GUARDIAN_OR_STAFF, description="Deletes a child for good.")
    async def remove_kid(
        self, info: Info, input: Annotated[RemoveKidInput, strawberry.argument(description="Which child.")]
    ) -> KidPayload:
        """From all cards of the guardian, or from the staff's business alone; the child as it was."""
        viewer, kid_id = info.context.viewer, key_of(input.kid_id, "Kid", path=("kidId",))
        before = await _kid(info, kid_id)
        if viewer.person_id is None:
            await customers.remove_kid(viewer.actor(), *the_tenant(info), kid_id)
        else:
            await customers.remove_own_kid(viewer.actor(), viewer.person_id, kid_id)
        return before


async def _kid(info: Info, key: UUID) -> KidPayload:
    info.context.reset_loaders()
    return KidPayload(kid=await read_kid(info, key))


def _shown(stand: customers.ConsentInfo) -> Consent:
    return Consent(
        channel=ConsentChannel[stand.channel.name],
        is_granted=stand.is_granted,
        recorded_at=stand.recorded_at,
    )
