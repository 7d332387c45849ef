"""Refusals of the card at the till."""

from api.core.errors import Conflict, Refusal


class CardCodeInvalid(Refusal):
    """Not a code of a card of this program, or it was changed on the way."""

    code = "CARD_CODE_INVALID"


class CardCodeExpired(Refusal):
    """The code, the token or the phone's certificate is over; the phone shows a new code every 30 seconds."""

    code = "CARD_CODE_EXPIRED"


class CardCodeUsed(Refusal):
    """The code was accepted once already; the phone shows another in a moment."""

    code = "CARD_CODE_USED"


class DeviceRevoked(Conflict):
    """This phone's key was revoked; a new key must be made on the phone."""

    code = "DEVICE_REVOKED"
