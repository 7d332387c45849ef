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


class CardMerged(Refusal):
    """The card was merged into another: the customer is to be looked up again."""

    code = "CARD_MERGED"
