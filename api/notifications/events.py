"""Facts of messages."""

from typing import ClassVar
from uuid import UUID

from typing_extensions import override

from api.core.outbox import Fact


class MessagePut(Fact):
    """A message lies in a member's inbox."""

    name: ClassVar[str] = "notifications.message_put"

    message_id: UUID
    membership_id: UUID
    kind: str

    @override
    def topics(self) -> tuple[str, ...]:
        """The member's card."""
        return (f"card:{self.membership_id}",)


class MessagesRead(Fact):
    """A member's holder has read messages; `count` of them were new."""

    name: ClassVar[str] = "notifications.messages_read"

    membership_id: UUID
    count: int

    @override
    def topics(self) -> tuple[str, ...]:
        """The member's card."""
        return (f"card:{self.membership_id}",)
