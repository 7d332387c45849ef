"""Enums of suspicious awards."""

from enum import Enum

import strawberry


@strawberry.enum(description="What is unusual about an award.")
class ReviewRuleKind(Enum):
    """Kind of a rule."""

    STAFF_AWARDS_PER_HOUR = strawberry.enum_value(
        "STAFF_AWARDS_PER_HOUR", description="One person gives points by hand more often than so in an hour."
    )
    STAFF_AWARDS_PER_DAY = strawberry.enum_value(
        "STAFF_AWARDS_PER_DAY", description="One person gives points by hand more often than so on a day."
    )
    STAFF_POINTS_PER_DAY = strawberry.enum_value(
        "STAFF_POINTS_PER_DAY", description="One person gives more points than so on a day, bills included."
    )
    STORE_AWARDS_PER_DAY = strawberry.enum_value(
        "STORE_AWARDS_PER_DAY", description="A store gives points by hand more often than so on a day."
    )
    STORE_POINTS_PER_DAY = strawberry.enum_value(
        "STORE_POINTS_PER_DAY", description="A store gives more points than so on a day, bills included."
    )
    MEMBER_VISITS_PER_DAY = strawberry.enum_value(
        "MEMBER_VISITS_PER_DAY", description="A customer has more bills than so on a day."
    )
    POINTS_AT_ONCE = strawberry.enum_value(
        "POINTS_AT_ONCE", description="One award is of more points than so."
    )
    OWN_CARD = strawberry.enum_value("OWN_CARD", description="Somebody gives points to their own card.")
    SAME_BILL_NUMBER = strawberry.enum_value(
        "SAME_BILL_NUMBER",
        description="The business recorded the receipt number before, within so many days.",
    )
    ODD_HOURS = strawberry.enum_value("ODD_HOURS", description="It is between these hours.")


@strawberry.enum(description="What happens to an award that a rule finds unusual.")
class ReviewAction(Enum):
    """Action of a rule."""

    ALLOW = strawberry.enum_value("ALLOW", description="Nothing: the rule rests.")
    REVIEW = strawberry.enum_value("REVIEW", description="Its points are held until somebody decides.")
    REFUSE = strawberry.enum_value("REFUSE", description="It is refused with AWARD_REFUSED.")


@strawberry.enum(description="How far an award in the queue has come.")
class ReviewState(Enum):
    """State of an item."""

    OPEN = strawberry.enum_value("OPEN", description="It waits for a decision.")
    APPROVED = strawberry.enum_value("APPROVED", description="Its points were released.")
    REJECTED = strawberry.enum_value("REJECTED", description="Its points were taken back.")
    WITHDRAWN = strawberry.enum_value(
        "WITHDRAWN", description="The goods came back before anybody decided: nothing is held any more."
    )


@strawberry.enum(description="A decision about held points.")
class ReviewDecision(Enum):
    """Decision."""

    APPROVE = strawberry.enum_value("APPROVE", description="Releases them.")
    REJECT = strawberry.enum_value("REJECT", description="Takes them back, with a reason.")
