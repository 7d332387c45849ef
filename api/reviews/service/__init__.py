"""Verbs of suspicious awards: rules kept, awards judged, items opened and settled."""

from api.reviews.service.items import open_item, settle
from api.reviews.service.joined import PEOPLE_PART
from api.reviews.service.judging import forget_counts, judge
from api.reviews.service.rules import save_rules

__all__ = ["PEOPLE_PART", "forget_counts", "judge", "open_item", "save_rules", "settle"]
