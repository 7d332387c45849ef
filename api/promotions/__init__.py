"""Presents for birthdays: promotions, and what they gave to whom."""

from api.promotions.events import PresentGiven, PromotionSaved
from api.promotions.queries import verify
from api.promotions.service import (
    PEOPLE_PART,
    give_due,
    give_presents,
    remove_promotion,
    save_promotion,
    see_presents,
)
from api.promotions.sources import COMING_PRESENTS, FUNNELS, PRESENTS, PROMOTIONS
from api.promotions.types import Audience, NewPromotion, PromotionInfo

__all__ = [
    "COMING_PRESENTS",
    "FUNNELS",
    "PEOPLE_PART",
    "PRESENTS",
    "PROMOTIONS",
    "Audience",
    "NewPromotion",
    "PresentGiven",
    "PromotionInfo",
    "PromotionSaved",
    "give_due",
    "give_presents",
    "remove_promotion",
    "save_promotion",
    "see_presents",
    "verify",
]
