"""Enums of sales."""

from enum import Enum

import strawberry


@strawberry.enum(description="How much of a bill still stands.")
class PurchaseStatus(Enum):
    """Status of a bill."""

    RECORDED = strawberry.enum_value("RECORDED", description="All of it.")
    PARTLY_RETURNED = strawberry.enum_value("PARTLY_RETURNED", description="Part of it came back.")
    RETURNED = strawberry.enum_value("RETURNED", description="All of it came back.")
    VOIDED = strawberry.enum_value("VOIDED", description="It was undone soon after it was recorded.")


@strawberry.enum(description="How a return named what came back.")
class ReturnKind(Enum):
    """Kind of a return."""

    WHOLE = strawberry.enum_value("WHOLE", description="All that was left of the bill.")
    LINES = strawberry.enum_value("LINES", description="Some of its lines.")
    AMOUNT = strawberry.enum_value("AMOUNT", description="An amount of money.")
    VOID = strawberry.enum_value("VOID", description="The whole bill, undone soon after it was recorded.")


@strawberry.enum(description="What an earn rule gives.")
class EarnRuleKind(Enum):
    """Kind of an earn rule."""

    RATE = strawberry.enum_value(
        "RATE", description="A rate in place of the base rate; for a line the first that covers it counts."
    )
    MULTIPLIER = strawberry.enum_value(
        "MULTIPLIER",
        description="A multiple of the points by rate; several add up: double and triple give four times.",
    )
    BONUS = strawberry.enum_value("BONUS", description="A number of points, once per bill.")


@strawberry.enum(description="Days around a birthday.")
class BirthdaySpan(Enum):
    """Days."""

    DAY = strawberry.enum_value("DAY", description="The day itself.")
    WEEK = strawberry.enum_value("WEEK", description="Its week, from Monday to Sunday.")
    MONTH = strawberry.enum_value("MONTH", description="Its month of the calendar.")
