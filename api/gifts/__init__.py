"""Points that members give to each other: prepared, confirmed, brought or given back."""

from api.gifts.errors import GiftExpired, GiftLimitReached, GiftsOff
from api.gifts.events import GiftArrived, GiftReturned, GiftSent
from api.gifts.queries import gifts_by_id, verify
from api.gifts.service import (
    PEOPLE_PART,
    confirm,
    deliver,
    deliver_to,
    forget_drafts,
    prepare,
    return_due,
    save_rules,
    terms_of,
)
from api.gifts.sources import GIFT_RULES, GIFTS_RECEIVED, GIFTS_SENT, MOVED_WITH
from api.gifts.types import GiftInfo, GiftRulesInfo, GiftState, GiftTerms, NewGift

__all__ = [
    "GIFTS_RECEIVED",
    "GIFTS_SENT",
    "GIFT_RULES",
    "MOVED_WITH",
    "PEOPLE_PART",
    "GiftArrived",
    "GiftExpired",
    "GiftInfo",
    "GiftLimitReached",
    "GiftReturned",
    "GiftRulesInfo",
    "GiftSent",
    "GiftState",
    "GiftTerms",
    "GiftsOff",
    "NewGift",
    "confirm",
    "deliver",
    "deliver_to",
    "forget_drafts",
    "gifts_by_id",
    "prepare",
    "return_due",
    "save_rules",
    "terms_of",
    "verify",
]
