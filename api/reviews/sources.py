"""What is published of suspicious awards."""

from api.core.reading import Source

REVIEW_RULES = Source("review_rule", ("program_id", "business_id"))
REVIEW_ITEMS = Source("review_item", ("program_id", "business_id"))
REVIEW_REASONS = Source("review_reason", ("program_id", "business_id"))
