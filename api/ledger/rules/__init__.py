"""Pure decisions of the ledger: when points live and die, windows of limits, reminders, who pays whom, what points
cost in the end."""

from api.ledger.rules.breakage import (
    Contract,
    deferred_at_sale,
    deferred_left,
    provision,
    triangle_of,
    ultimate,
)
from api.ledger.rules.reminders import EARLIEST_HOUR, is_time, told_until
from api.ledger.rules.times import (
    HELD_UNTIL,
    end_of,
    expires_at,
    grace_until,
    limits_at,
    policy_of,
    release_at,
    slides_to,
    start_of,
)

__all__ = [
    "EARLIEST_HOUR",
    "HELD_UNTIL",
    "Contract",
    "deferred_at_sale",
    "deferred_left",
    "end_of",
    "expires_at",
    "grace_until",
    "is_time",
    "limits_at",
    "policy_of",
    "provision",
    "release_at",
    "slides_to",
    "start_of",
    "told_until",
    "triangle_of",
    "ultimate",
]
