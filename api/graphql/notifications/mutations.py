"""Messages that were read."""

from typing import Annotated

import strawberry

from api import notifications
from api.core.ids import key_of
from api.graphql.base import Info, Payload, customer, field, mutation


@strawberry.input(description="Which messages were read.")
class MarkMessagesReadInput:
    """Messages."""

    message_ids: list[strawberry.ID] | None = field(
        "Of the caller's own cards, at most 100; all of them when left out.", default=None
    )


@strawberry.type(description="How many were new until now.")
class MarkMessagesReadPayload(Payload):
    """A count or why not."""

    marked: int = field("Messages that were new until now.", default=0)


@strawberry.type
class Mutations:
    """Fields of Mutation."""

    @mutation(customer(), description="Marks messages as read; those of others are passed over.")
    async def mark_messages_read(
        self,
        info: Info,
        input: Annotated[MarkMessagesReadInput, strawberry.argument(description="Which ones.")],
    ) -> MarkMessagesReadPayload:
        """On one's own cards."""
        person = info.context.viewer.the_person()
        if input.message_ids is None:
            return MarkMessagesReadPayload(marked=await notifications.mark_all_read(person))
        keys = [key_of(each, "Message", path=("messageIds",)) for each in input.message_ids]
        return MarkMessagesReadPayload(marked=await notifications.mark_read(person, keys))
