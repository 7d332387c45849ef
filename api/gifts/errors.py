"""Refusals of gifts."""

from api.core.errors import Refusal


class GiftsOff(Refusal):
    """This program has no gifts between members."""

    code = "GIFTS_OFF"


class GiftExpired(Refusal):
    """A prepared gift was not confirmed within ten minutes; prepare it again."""

    code = "GIFT_EXPIRED"


class GiftLimitReached(Refusal):
    """More than the program lets a member give; `params` name the limit, its maximum and what remains."""

    code = "GIFT_LIMIT_REACHED"
