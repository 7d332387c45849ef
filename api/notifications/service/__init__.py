"""Verbs of messages."""

from api.notifications.service.joined import PEOPLE_PART
from api.notifications.service.messages import forget_old, forget_said, mark_all_read, mark_read, put_many

__all__ = ["PEOPLE_PART", "forget_old", "forget_said", "mark_all_read", "mark_read", "put_many"]
