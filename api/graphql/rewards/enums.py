"""Enums of rewards and vouchers."""

from enum import Enum

import strawberry


@strawberry.enum(description="What a voucher of a reward is good for.")
class RewardKind(Enum):
    """Kind of a reward."""

    PRODUCT = strawberry.enum_value("PRODUCT", description="Goods.")
    DISCOUNT_AMOUNT = strawberry.enum_value("DISCOUNT_AMOUNT", description="An amount off a bill.")
    DISCOUNT_PERCENT = strawberry.enum_value("DISCOUNT_PERCENT", description="A part off a bill.")
    GIFT_CARD = strawberry.enum_value("GIFT_CARD", description="Money to pay with, in one or several parts.")
    FREE_SHIPPING = strawberry.enum_value("FREE_SHIPPING", description="A delivery without charge.")
    EXPERIENCE = strawberry.enum_value("EXPERIENCE", description="Something to do or to see.")
    DONATION = strawberry.enum_value("DONATION", description="A gift to a good cause.")
    PARTNER = strawberry.enum_value("PARTNER", description="Something that another firm gives.")


@strawberry.enum(description="The span over which the limits of a reward count, in the program's days.")
class RewardPeriod(Enum):
    """Period of limits."""

    DAY = strawberry.enum_value("DAY", description="From midnight to midnight.")
    WEEK = strawberry.enum_value("WEEK", description="From Monday to Sunday.")
    MONTH = strawberry.enum_value("MONTH", description="A month of the calendar.")
    EVER = strawberry.enum_value("EVER", description="All time.")


@strawberry.enum(description="What can be done with a voucher.")
class VoucherState(Enum):
    """State of a voucher."""

    ACTIVE = strawberry.enum_value(
        "ACTIVE", description="It can be used; a gift card while it holds something."
    )
    HELD = strawberry.enum_value("HELD", description="A till holds it for fifteen minutes.")
    USED = strawberry.enum_value("USED", description="It was used.")
    CANCELLED = strawberry.enum_value("CANCELLED", description="It was taken back, or its hold was let go.")
    EXPIRED = strawberry.enum_value("EXPIRED", description="Its last day is over.")


@strawberry.enum(description="How far the handing over of what a voucher is for has come.")
class Fulfilment(Enum):
    """Handing over."""

    NONE = strawberry.enum_value("NONE", description="Nothing is handed over.")
    OPEN = strawberry.enum_value("OPEN", description="It is to be made ready.")
    READY = strawberry.enum_value("READY", description="It can be fetched.")
    HANDED_OVER = strawberry.enum_value("HANDED_OVER", description="The customer has it.")


@strawberry.enum(description="Why a member cannot redeem a reward now.")
class RewardReasonCode(Enum):
    """Reason."""

    NOT_ENOUGH_POINTS = strawberry.enum_value("NOT_ENOUGH_POINTS", description="Points are missing.")
    PHONE_UNVERIFIED = strawberry.enum_value(
        "PHONE_UNVERIFIED", description="Points are spent once the phone number is proved."
    )
    OUT_OF_STOCK = strawberry.enum_value("OUT_OF_STOCK", description="No piece is left.")
    LIMIT_REACHED = strawberry.enum_value(
        "LIMIT_REACHED", description="The member, or all together, had as many as the period allows."
    )
    TIER_TOO_LOW = strawberry.enum_value("TIER_TOO_LOW", description="It is for members of other tiers.")
    NO_CHILD_OF_AGE = strawberry.enum_value(
        "NO_CHILD_OF_AGE", description="It is for parents of children of another age."
    )
    WRONG_STORE = strawberry.enum_value("WRONG_STORE", description="It is redeemed at other stores.")
    NOT_NOW = strawberry.enum_value("NOT_NOW", description="It is redeemed on other days or at other hours.")
    NOT_YET = strawberry.enum_value("NOT_YET", description="It has not begun yet.")
    ENDED = strawberry.enum_value("ENDED", description="It has ended.")
    NOT_OFFERED = strawberry.enum_value("NOT_OFFERED", description="It is not offered, or only given.")
