"""What customers do for themselves."""

from typing import Annotated, Any

import strawberry

from api import customers
from api.graphql.base import Info, RateLimit, customer, mutation, read
from api.graphql.customers.inputs import ChangePhoneInput, JoinProgramInput, UpdateMeInput, business_key
from api.graphql.customers.payloads import CardPayload, PersonPayload


def _phone(arguments: dict[str, Any]) -> str:
    phone: str = arguments["input"].phone
    return phone.strip()


@strawberry.type
class OwnMutations:
    """Verbs of signed-in customers."""

    @mutation(
        customer(), description="Changes one's own name, language, e-mail or birthday, at all businesses."
    )
    async def update_me(
        self, info: Info, input: Annotated[UpdateMeInput, strawberry.argument(description="What to change.")]
    ) -> PersonPayload:
        """Oneself."""
        viewer = info.context.viewer
        person = await customers.update_me(viewer.actor(), viewer.the_person(), input.changes())
        return PersonPayload(person=await read(info, "Person", person.id))

    @mutation(
        customer(),
        description="Gives oneself a new phone number, proved by the code sent to it; the old one is let go.",
        limit=RateLimit("change-phone", "30/minute", subject=_phone, subject_rate="15/minute"),
    )
    async def change_phone(
        self, info: Info, input: Annotated[ChangePhoneInput, strawberry.argument(description="The number.")]
    ) -> PersonPayload:
        """Oneself."""
        viewer = info.context.viewer
        person = await customers.change_phone(
            viewer.actor(), viewer.the_person(), input.phone, input.code, region=input.region
        )
        return PersonPayload(person=await read(info, "Person", person.id))

    @mutation(customer(), description="Takes the card of a business; who has it already keeps it.")
    async def join_program(
        self,
        info: Info,
        input: Annotated[JoinProgramInput, strawberry.argument(description="Which business.")],
    ) -> CardPayload:
        """For oneself."""
        viewer = info.context.viewer
        made = await customers.join_program(
            viewer.actor(), viewer.the_person(), business_key(input.business_id), name=input.name
        )
        return CardPayload(card=await read(info, "Card", made.member.membership_id))
