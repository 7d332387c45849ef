"""Reasons against a redemption, and states of a voucher, as refusals."""

from collections.abc import Sequence
from datetime import datetime

from api.core.errors import Refusal
from api.customers import PhoneUnverified
from api.ledger import InsufficientPoints
from api.rewards import errors
from api.rewards.types import Reason, ReasonCode, VoucherInfo, VoucherState

REFUSALS: dict[ReasonCode, tuple[type[Refusal], str]] = {
    ReasonCode.NOT_ENOUGH_POINTS: (InsufficientPoints, "rewardId"),
    ReasonCode.PHONE_UNVERIFIED: (PhoneUnverified, "rewardId"),
    ReasonCode.OUT_OF_STOCK: (errors.OutOfStock, "rewardId"),
    ReasonCode.LIMIT_REACHED: (errors.RewardLimitReached, "rewardId"),
    ReasonCode.TIER_TOO_LOW: (errors.TierTooLow, "rewardId"),
    ReasonCode.WRONG_STORE: (errors.WrongStore, "storeId"),
    ReasonCode.NOT_NOW: (errors.NotNow, "rewardId"),
}
"""Reason -> refusal and the input that it is about; every other one is REWARD_UNAVAILABLE."""


def refuse_first(against: Sequence[Reason]) -> None:
    """Refuses by the first reason, if there is one."""
    if not against:
        return
    first = against[0]
    kind, field = REFUSALS.get(first.code, (errors.RewardUnavailable, "rewardId"))
    raise kind(first.message, path=(field,), params={"reason": first.code.upper()})


def refuse_state(voucher: VoucherInfo, now: datetime, path: tuple[str, ...]) -> None:
    """Refuses a voucher that cannot be used: used, cancelled, over, or only held."""
    match voucher.state:
        case VoucherState.USED:
            raise errors.VoucherUsed("This voucher was used already.", path=path)
        case VoucherState.CANCELLED:
            raise errors.VoucherCancelled("This voucher was cancelled.", path=path)
        case VoucherState.HELD:
            raise errors.VoucherHeld("This voucher is only held. Capture it first.", path=path)
        case VoucherState.EXPIRED:
            raise errors.VoucherExpired("This voucher's time is over.", path=path)
        case VoucherState.ACTIVE:
            if voucher.valid_until is not None and voucher.valid_until <= now:
                raise errors.VoucherExpired("This voucher's time is over.", path=path)
