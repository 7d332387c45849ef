"""What the ledger refuses."""

from api.core.errors import Refusal


class InsufficientPoints(Refusal):
    """The member has fewer points than this takes."""

    code = "INSUFFICIENT_POINTS"


class LimitReached(Refusal):
    """A limit of the program forbids this many points; `params` name the limit and what remains of it."""

    code = "LIMIT_REACHED"


class ReversalTooLarge(Refusal):
    """More points than are left to undo of this transaction."""

    code = "REVERSAL_TOO_LARGE"


class PointsNotPending(Refusal):
    """These points do not wait any more: they were released or cancelled."""

    code = "NOT_PENDING"


class ReinstatementClosed(Refusal):
    """The program's time for giving expired points back is over; `params.days` is how long it lasts."""

    code = "REINSTATEMENT_CLOSED"


class NoRate(Refusal):
    """No money has been agreed for a point of this business yet."""

    code = "NO_RATE"


class WrongPeriodState(Refusal):
    """The settlement period is not in the state that this asks for; `params` say in which it is."""

    code = "PERIOD_STATE"


class PointsHeld(Refusal):
    """These points wait for a review: somebody decides about them there."""

    code = "POINTS_HELD"


class CardMerged(Refusal):
    """The card was merged into another: the customer is to be looked up again."""

    code = "CARD_MERGED"
