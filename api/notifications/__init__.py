"""Saying something to a member: messages in the app's inbox, on which other channels build."""

from api.notifications.events import MessagePut, MessagesRead
from api.notifications.rules import text_of
from api.notifications.service import (
    PEOPLE_PART,
    forget_old,
    forget_said,
    mark_all_read,
    mark_read,
    put_many,
)
from api.notifications.sources import MESSAGES
from api.notifications.types import NewMessage, Text

__all__ = [
    "MESSAGES",
    "PEOPLE_PART",
    "MessagePut",
    "MessagesRead",
    "NewMessage",
    "Text",
    "forget_old",
    "forget_said",
    "mark_all_read",
    "mark_read",
    "put_many",
    "text_of",
]
