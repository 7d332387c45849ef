"""Enums of stamp cards."""

from enum import Enum

import strawberry


@strawberry.enum(description="How a bill brings stamps. By hand they can be given on every card.")
class StampEarning(Enum):
    """Earning of a design."""

    BY_HAND = strawberry.enum_value("BY_HAND", description="Not at all: people stamp at the till.")
    PER_VISIT = strawberry.enum_value("PER_VISIT", description="One stamp for a bill that matches.")
    PER_ITEM = strawberry.enum_value(
        "PER_ITEM", description="One stamp for each whole piece that matches, at most 100 a bill."
    )


@strawberry.enum(description="Where a stamp card stands.")
class StampCardState(Enum):
    """State of a card."""

    OPEN = strawberry.enum_value("OPEN", description="It is being filled.")
    FULL = strawberry.enum_value("FULL", description="It has all its stamps, and has given its reward.")
    EXPIRED = strawberry.enum_value("EXPIRED", description="Its time was over before it was full.")


@strawberry.enum(description="Why stamps were put on a card or taken off.")
class StampKind(Enum):
    """Kind of an entry."""

    HAND = strawberry.enum_value("HAND", description="Somebody gave them at the till.")
    BILL = strawberry.enum_value("BILL", description="A bill brought them.")
    UNDO = strawberry.enum_value("UNDO", description="What was given at the till was taken back.")
    RETURN = strawberry.enum_value("RETURN", description="The bill, or some of its goods, came back.")
    MERGE = strawberry.enum_value("MERGE", description="Two customers became one.")
    UNMERGE = strawberry.enum_value("UNMERGE", description="They became two again.")
