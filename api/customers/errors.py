"""Refusals of people and memberships."""

from api.core.errors import BadInput, Refusal


class BadBirthday(BadInput):
    """Not a day of the calendar, or in the future."""

    code = "BAD_BIRTHDAY"


class ConsentRequired(Refusal):
    """The guardian has not agreed."""

    code = "CONSENT_REQUIRED"


class WrongCode(Refusal):
    """The one-time code is not the one that was sent; `params` carry tries_left."""

    code = "WRONG_CODE"


class CodeExpired(Refusal):
    """There is no valid one-time code for this number: it ran out, was used, or was tried too often."""

    code = "CODE_EXPIRED"


class CodeNotSent(Refusal):
    """The one-time code could not be handed to the carrier."""

    code = "CODE_NOT_SENT"


class SamePhone(Refusal):
    """The new number is the one that the person holds already."""

    code = "SAME_PHONE"


class PhoneUnverified(Refusal):
    """Points wait on a number until its holder has proved it by a one-time code."""

    code = "PHONE_UNVERIFIED"


class KeepTheVerified(Refusal):
    """Only one of the two proved the phone number: that one is to be kept."""

    code = "KEEP_THE_VERIFIED"


class LaterMerge(Refusal):
    """Something was merged after this: that is to be undone first."""

    code = "LATER_MERGE"


class MergeTooOld(Refusal):
    """The time in which a merge can be undone is over; `params` carry days."""

    code = "MERGE_TOO_OLD"
