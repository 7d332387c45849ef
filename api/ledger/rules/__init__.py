"""Pure decisions of the ledger: when points live and die, windows of limits, reminders."""

from api.ledger.rules.reminders import EARLIEST_HOUR, is_time, stage_of, told_until
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
    "end_of",
    "expires_at",
    "grace_until",
    "is_time",
    "limits_at",
    "policy_of",
    "release_at",
    "slides_to",
    "stage_of",
    "start_of",
    "told_until",
]
