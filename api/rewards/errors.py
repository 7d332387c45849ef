"""Refusals of rewards and vouchers."""

from api.core.errors import Conflict, Refusal


class RewardUnavailable(Refusal):
    """The reward is not offered now: put out of use, not yet begun, ended, or only given; `params` carry the reason."""

    code = "REWARD_UNAVAILABLE"


class OutOfStock(Refusal):
    """No piece of the reward is left."""

    code = "OUT_OF_STOCK"


class RewardLimitReached(Refusal):
    """The member, or all members together, took as many as the reward allows in its period; `params` name the limit."""

    code = "REWARD_LIMIT_REACHED"


class TierTooLow(Refusal):
    """The reward is for members of other tiers."""

    code = "TIER_TOO_LOW"


class WrongStore(Refusal):
    """The reward is not redeemed, or the voucher not good, at this store."""

    code = "WRONG_STORE"


class NotNow(Refusal):
    """The reward is redeemed on other days or at other hours."""

    code = "NOT_NOW"


class VoucherUsed(Conflict):
    """The voucher was used already, or a gift card in part, so that it cannot be taken back."""

    code = "VOUCHER_USED"


class VoucherCancelled(Conflict):
    """The voucher was cancelled, or its hold was let go."""

    code = "VOUCHER_CANCELLED"


class VoucherExpired(Refusal):
    """The voucher's time is over."""

    code = "VOUCHER_EXPIRED"


class VoucherHeld(Refusal):
    """The voucher is only held: capture it first."""

    code = "VOUCHER_HELD"


class HoldEnded(Refusal):
    """There is no hold any more: it ran out, or the voucher was captured before."""

    code = "HOLD_ENDED"


class BalanceTooLow(Refusal):
    """The gift card holds less than this takes; `params` carry what it holds."""

    code = "BALANCE_TOO_LOW"


class NotStackable(Refusal):
    """Another voucher that goes with no second one of its kind was used on this bill."""

    code = "NOT_STACKABLE"
