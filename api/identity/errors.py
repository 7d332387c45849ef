"""Refusals of sign-in and staff."""

from api.core.errors import Refusal


class WrongCredentials(Refusal):
    """E-mail and password do not belong together. Unknown e-mails get the same answer at the same speed."""

    code = "WRONG_CREDENTIALS"


class WeakPassword(Refusal):
    """The password is too short, too common, or the e-mail itself."""

    code = "WEAK_PASSWORD"


class EmailTaken(Refusal):
    """Someone has signed up with this e-mail before."""

    code = "EMAIL_TAKEN"


class SessionOver(Refusal):
    """The refresh token is no longer good: sign in again."""

    code = "SESSION_ENDED"


class WrongPin(Refusal):
    """The PIN is wrong, or too many were tried; `params` carry tries_left or retry_after_seconds."""

    code = "WRONG_PIN"


class InvitationEnded(Refusal):
    """The invitation was used, withdrawn or is too old."""

    code = "INVITATION_ENDED"


class LastOwner(Refusal):
    """A business must keep at least one active owner."""

    code = "LAST_OWNER"
