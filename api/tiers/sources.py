"""What is published of tiers."""

from api.core.reading import Source

TIERS = Source("tier", ("program_id",))
TIER_BENEFITS = Source("tier_benefit", ("program_id",))
TIER_CHANGES = Source("tier_change", ("program_id",))
TIER_LADDERS = Source("tier_ladder", ("program_id",))
TIER_STANDINGS = Source("tier_standing", ("program_id",))
