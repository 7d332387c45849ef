"""Verbs of birthday promotions: kept, put out of use, given, seen."""

from api.promotions.service.giving import give_due, give_presents
from api.promotions.service.joined import PEOPLE_PART
from api.promotions.service.keeping import remove_promotion, save_promotion
from api.promotions.service.seeing import see_presents

__all__ = ["PEOPLE_PART", "give_due", "give_presents", "remove_promotion", "save_promotion", "see_presents"]
