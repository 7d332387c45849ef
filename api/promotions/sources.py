"""What is published of birthday promotions."""

from api.core.reading import Source

PROMOTIONS = Source("promotion", ("program_id", "business_id"))
FUNNELS = Source("promotion_funnel", ("program_id", "business_id"))
PRESENTS = Source("birthday_present", ("program_id", "business_id"))
COMING_PRESENTS = Source("coming_present", ("program_id",))
