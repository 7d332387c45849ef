"""Pure decisions of the ledger: when points live and die, who pays whom, what points cost in the end."""

from api.ledger.rules.policy import (
    expires_at,
    grace_until,
    limits_at,
    policy_of,
    release_at,
    slides_to,
)

__all__ = ["expires_at", "grace_until", "limits_at", "policy_of", "release_at", "slides_to"]
