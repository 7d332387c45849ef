"""What customers do for themselves."""

from typing import Annotated, Any

import strawberry

from api import customers
from api.graphql.base import Info, PhoneNumber, RateLimit, customer, mutation, read
from api.graphql.customers.inputs import (
    ChangePhoneInput,
    JoinProgramInput,
    RequestPhoneChangeInput,
    UpdateMeInput,
    business_key,
)
from api.graphql.customers.payloads import CardPayload, PersonPayload, RequestPhoneChangePayload


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
        description="Sends a code to a new phone number, and one to the number that one holds now: both change it.",
        limit=RateLimit("phone-change-code", "30/minute"),
    )
    async def request_phone_change(
        self,
        info: Info,
        input: Annotated[RequestPhoneChangeInput, strawberry.argument(description="The new number.")],
    ) -> RequestPhoneChangePayload:
        """For oneself."""
        asked = await customers.request_phone_change(
            info.context.viewer.the_person(),
            input.phone,
            region=input.region,
            channel=customers.CodeChannel[input.channel.name if input.channel else "SMS"],
            language=input.language or "en",
            address=info.context.address,
        )
        return RequestPhoneChangePayload(
            phone=PhoneNumber(asked.phone),
            current_phone=asked.current_phone,
            retry_after_seconds=asked.retry_after_seconds,
            expires_in_seconds=asked.expires_in_seconds,
        )

    @mutation(
        customer(),
        description="Gives oneself a new phone number, proved by the codes sent to it and to the one that one holds "
        "now, which is let go. Every other session of oneself ends.",
        limit=RateLimit("change-phone", "30/minute", subject=_phone, subject_rate="15/minute"),
    )
    async def change_phone(
        self, info: Info, input: Annotated[ChangePhoneInput, strawberry.argument(description="The number.")]
    ) -> PersonPayload:
        """Oneself."""
        viewer = info.context.viewer
        person = await customers.change_phone(
            viewer.actor(),
            viewer.the_person(),
            input.phone,
            input.code,
            input.current_code,
            region=input.region,
            session_id=viewer.session_id,
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
