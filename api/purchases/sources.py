"""What is published of sales."""

from api.core.reading import Source

PURCHASES = Source("purchase", ("program_id", "business_id"))
PURCHASE_STEPS = Source("purchase_step", ("program_id", "business_id"))
PURCHASE_LINES = Source("purchase_line", ("program_id", "business_id"))
PURCHASE_RETURNS = Source("purchase_return", ("program_id", "business_id"))
EARN_RULES = Source("earn_rule", ("program_id", "business_id"))
STORE_DAYS = Source("store_day", ("program_id", "business_id"))
STORE_HOURS = Source("store_hour", ("program_id", "business_id"))
