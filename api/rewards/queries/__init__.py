"""Reads of rewards and vouchers, batch first."""

from api.rewards.queries.invariants import verify
from api.rewards.queries.rewards import listed_of, rewards_by_id, taken_for
from api.rewards.queries.vouchers import voucher_by_code, voucher_by_key, vouchers_by_id

__all__ = [
    "listed_of",
    "rewards_by_id",
    "taken_for",
    "verify",
    "voucher_by_code",
    "voucher_by_key",
    "vouchers_by_id",
]
