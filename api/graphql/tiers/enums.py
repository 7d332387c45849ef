"""Choices of a ladder's rules, with what each means."""

from enum import Enum

import strawberry


@strawberry.enum(description="What lifts a member.")
class TierMeasure(Enum):
    """As in the domain."""

    EARNED = strawberry.enum_value("EARNED", description="Points that purchases earned, less returns.")
    SPEND = strawberry.enum_value("SPEND", description="Money on bills, in the smallest unit, less returns.")
    VISITS = strawberry.enum_value("VISITS", description="Bills.")
    BALANCE = strawberry.enum_value("BALANCE", description="Points that are held now.")


@strawberry.enum(description="The time that is looked at, in months of the program's own time.")
class TierWindow(Enum):
    """As in the domain."""

    ROLLING_MONTHS = strawberry.enum_value(
        "ROLLING_MONTHS", description="This month and those before it, `windowMonths` in all."
    )
    CALENDAR_YEAR = strawberry.enum_value("CALENDAR_YEAR", description="Since the first of January.")
    SINCE_JOINING = strawberry.enum_value("SINCE_JOINING", description="Everything; a tier is never lost.")


@strawberry.enum(description="When a member goes up.")
class TierEffective(Enum):
    """As in the domain."""

    NOW = strawberry.enum_value("NOW", description="With the bill that reaches it.")
    NEXT_MONTH = strawberry.enum_value("NEXT_MONTH", description="At the beginning of the next month.")


@strawberry.enum(description="How a member goes down once a tier is no longer kept.")
class TierDowngrade(Enum):
    """As in the domain."""

    NONE = strawberry.enum_value("NONE", description="Not at all.")
    ONE_STEP = strawberry.enum_value("ONE_STEP", description="One step at a time.")
    FULL = strawberry.enum_value("FULL", description="To where the numbers say.")


@strawberry.enum(description="Why a member's tier changed.")
class TierChangeReason(Enum):
    """As in the domain."""

    QUALIFIED = strawberry.enum_value("QUALIFIED", description="The member reached it.")
    NOT_KEPT = strawberry.enum_value("NOT_KEPT", description="Too little was done to keep it.")
    RULES = strawberry.enum_value("RULES", description="The rules of the tiers were changed.")
    BY_HAND = strawberry.enum_value("BY_HAND", description="Somebody gave it, with a reason.")
    MERGED = strawberry.enum_value("MERGED", description="Two customers became one.")
    UNMERGED = strawberry.enum_value("UNMERGED", description="They became two again.")
