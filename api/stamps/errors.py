"""Refusals of stamp cards."""

from api.core.errors import Conflict, Refusal


class DailyLimit(Refusal):
    """The customer has as many stamps of this card as one may get on one day; `params` carry how many are left."""

    code = "DAILY_LIMIT"


class DesignNotInUse(Refusal):
    """This stamp card is out of use, has not begun yet, or has ended."""

    code = "STAMP_CARD_NOT_IN_USE"


class StampsNotHere(Refusal):
    """This stamp card is not stamped in that store."""

    code = "STAMPS_NOT_HERE"


class StampUndoClosed(Refusal):
    """Too late to take these stamps back."""

    code = "STAMP_UNDO_CLOSED"


class StampsUndone(Conflict):
    """These stamps were taken back before, or their card has expired."""

    code = "STAMPS_UNDONE"
