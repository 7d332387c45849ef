"""Choices of a program's settings, with what each means."""

from enum import Enum

import strawberry


@strawberry.enum(description="How a fraction of a point is treated.")
class Rounding(Enum):
    """As in the domain."""

    FLOOR = strawberry.enum_value("FLOOR", description="Cut off.")
    HALF_UP = strawberry.enum_value("HALF_UP", description="From one half on, a whole point.")


@strawberry.enum(description="When points that nobody spends expire.")
class ExpiryKind(Enum):
    """As in the domain."""

    NEVER = strawberry.enum_value("NEVER", description="Never.")
    ROLLING_MONTHS = strawberry.enum_value(
        "ROLLING_MONTHS", description="`expiryMonths` after they were earned."
    )
    END_OF_MONTH = strawberry.enum_value(
        "END_OF_MONTH", description="At the end of the month that lies `expiryMonths` ahead."
    )
    END_OF_QUARTER = strawberry.enum_value(
        "END_OF_QUARTER", description="At the end of the quarter that lies `expiryMonths` ahead."
    )
    END_OF_YEAR = strawberry.enum_value(
        "END_OF_YEAR", description="At the end of the year that lies `expiryMonths` ahead."
    )
    INACTIVITY = strawberry.enum_value(
        "INACTIVITY", description="All at once, `expiryMonths` after the last purchase."
    )


@strawberry.enum(description="How long earned points wait before they can be spent.")
class PendingKind(Enum):
    """As in the domain."""

    NONE = strawberry.enum_value("NONE", description="Not at all.")
    DELAY = strawberry.enum_value("DELAY", description="`pendingDays` days.")
    FIXED_DATE = strawberry.enum_value("FIXED_DATE", description="Until `pendingUntil`.")
    EVENT = strawberry.enum_value(
        "EVENT", description="Until `releasePoints` says so, at most `pendingDays` days."
    )


@strawberry.enum(description="What happens when a return takes back points that are already spent.")
class ShortfallPolicy(Enum):
    """As in the domain."""

    DEBT = strawberry.enum_value(
        "DEBT", description="The balance goes below zero; the next earning repays it."
    )
    WRITE_OFF = strawberry.enum_value("WRITE_OFF", description="The business bears it.")
    REVIEW = strawberry.enum_value("REVIEW", description="As DEBT, and somebody is to look at it.")


@strawberry.enum(description="What happens to an award beyond a limit.")
class LimitMode(Enum):
    """As in the domain."""

    CAP = strawberry.enum_value("CAP", description="As much is given as the limit leaves.")
    REFUSE = strawberry.enum_value("REFUSE", description="Nothing is given, and the call is refused.")


@strawberry.enum(description="What a business is in a program.")
class ParticipantRole(Enum):
    """As in the domain."""

    OWNER = strawberry.enum_value("OWNER", description="It set the program up and changes its settings.")
    PARTNER = strawberry.enum_value("PARTNER", description="It takes part in somebody else's program.")


@strawberry.enum(description="How a partner pays for its points that others redeem.")
class PartnerFunding(Enum):
    """Ways of paying."""

    REDEEM = strawberry.enum_value(
        "REDEEM", description="When they are redeemed, by the settlement of that month."
    )
    PREPAID = strawberry.enum_value(
        "PREPAID", description="By packs in advance; what exceeds them on redemption."
    )
