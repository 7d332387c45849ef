"""Refusals of the office's list of customers."""

from api.core.errors import BadInput, Refusal


class TooMany(BadInput):
    """More members, or lines, than one act may have; `params` carry max."""

    code = "TOO_MANY"


class ConfirmCount(Refusal):
    """So many members ask for their number to be typed; `params` carry count."""

    code = "CONFIRM_COUNT"


class WrongState(Refusal):
    """The run is not in a state in which this can be done; `params` carry state."""

    code = "WRONG_STATE"


class BadTable(BadInput):
    """The file is no list that can be read."""

    code = "BAD_TABLE"
