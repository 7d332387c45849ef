"""Suspicious awards: what a business watches, and what waits for somebody's decision."""

from api.reviews.errors import AlreadyDecided, AwardRefused, OwnAward
from api.reviews.events import AwardDecided, AwardHeld
from api.reviews.queries import items_by_id, rules_of
from api.reviews.rules.checks import MAX_ITEMS, MAX_NOTE
from api.reviews.rules.judging import Verdict
from api.reviews.service import PEOPLE_PART, forget_counts, judge, open_item, save_rules, settle
from api.reviews.sources import REVIEW_ITEMS, REVIEW_REASONS, REVIEW_RULES
from api.reviews.types import (
    Award,
    HeldAward,
    Reason,
    ReviewInfo,
    ReviewRule,
    ReviewState,
    RuleAction,
    RuleKind,
)

__all__ = [
    "MAX_ITEMS",
    "MAX_NOTE",
    "PEOPLE_PART",
    "REVIEW_ITEMS",
    "REVIEW_REASONS",
    "REVIEW_RULES",
    "AlreadyDecided",
    "Award",
    "AwardDecided",
    "AwardHeld",
    "AwardRefused",
    "HeldAward",
    "OwnAward",
    "Reason",
    "ReviewInfo",
    "ReviewRule",
    "ReviewState",
    "RuleAction",
    "RuleKind",
    "Verdict",
    "forget_counts",
    "items_by_id",
    "judge",
    "open_item",
    "rules_of",
    "save_rules",
    "settle",
]
