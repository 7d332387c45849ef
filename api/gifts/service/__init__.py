"""Verbs of gifts."""

from api.gifts.service.carrying import deliver, deliver_to, forget_drafts, return_due
from api.gifts.service.giving import confirm, prepare, terms_of
from api.gifts.service.joined import PEOPLE_PART
from api.gifts.service.settings import save_rules

__all__ = [
    "PEOPLE_PART",
    "confirm",
    "deliver",
    "deliver_to",
    "forget_drafts",
    "prepare",
    "return_due",
    "save_rules",
    "terms_of",
]
