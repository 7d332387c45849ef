"""What is published of households."""

from api.core.reading import Source

HOUSEHOLD_RULES = Source("household_rules", ("program_id",))
HOUSEHOLDS = Source("household", ("program_id",))
HOUSEHOLD_MEMBERS = Source("household_member", ("program_id",))
HOUSEHOLD_DRAWS = Source("household_draw", ("program_id",))
HOUSEHOLD_INVITATIONS = Source("household_invitation", ("program_id",))
SPENDABLE = Source("spendable", ("program_id",))
