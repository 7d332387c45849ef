"""Verbs of tiers."""

from api.tiers.service.activity import assess, count, month_of, weigh
from api.tiers.service.by_hand import set_tier
from api.tiers.service.joined import PEOPLE_PART
from api.tiers.service.ladder import preview_ladder, save_ladder
from api.tiers.service.review import programs_with_tiers, review

__all__ = [
    "PEOPLE_PART",
    "assess",
    "count",
    "month_of",
    "preview_ladder",
    "programs_with_tiers",
    "review",
    "save_ladder",
    "set_tier",
    "weigh",
]
