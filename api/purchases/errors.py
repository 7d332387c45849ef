"""Refusals of sales."""

from api.core.errors import BadInput, Conflict, NotFound, Refusal


class AmountInvalid(BadInput):
    """An amount that no bill can have: zero, negative, beyond the program's limit, or more than there is to pay."""

    code = "AMOUNT_INVALID"


class CurrencyMismatch(BadInput):
    """An amount in another currency than the program's."""

    code = "CURRENCY_MISMATCH"


class StoreUnknown(NotFound):
    """No such store in this business, or it is closed."""

    code = "STORE_UNKNOWN"


class DateInFuture(BadInput):
    """The sale would be after now; a clock is wrong."""

    code = "DATE_IN_FUTURE"


class DateTooOld(BadInput):
    """The sale is older than may be recorded at a till; older ones are imported."""

    code = "DATE_TOO_OLD"


class LinesMismatch(BadInput):
    """The lines do not make up the bill."""

    code = "LINES_MISMATCH"


class VoidWindowClosed(Refusal):
    """Too late to void; the bill can still be returned."""

    code = "VOID_WINDOW_CLOSED"


class KeptElsewhere(Conflict):
    """The shop's own system keeps this bill: what is changed there arrives here by itself."""

    code = "KEPT_ELSEWHERE"


class AlreadyReturned(Conflict):
    """Nothing of this bill is left to return, or part of it was returned before it was to be voided."""

    code = "ALREADY_RETURNED"


class ReturnTooLarge(BadInput):
    """More would come back than is left of the bill or of a line."""

    code = "RETURN_TOO_LARGE"
