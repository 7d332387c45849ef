"""Gifts as clients see them."""

from datetime import datetime
from enum import Enum

import strawberry

from api import gifts
from api.graphql.base import Node, Points, column, customer, field, reads, staff

OWN = (
    "EXISTS (SELECT 1 FROM read.membership own WHERE own.owner_pk = viewer.person_id "
    "AND own.pk = self.membership_pk)"
)


@strawberry.enum(description="Where a gift is, as far as its giver is told.")
class SentGiftState(Enum):
    """State of a sent gift."""

    DRAFT = strawberry.enum_value("DRAFT", description="It is prepared and waits to be confirmed.")
    SENT = strawberry.enum_value(
        "SENT", description="The points are under way; of a gift to a number no more is told."
    )
    ARRIVED = strawberry.enum_value("ARRIVED", description="It reached the card that was shown.")
    RETURNED = strawberry.enum_value("RETURNED", description="Nobody came for it: the points are back.")


@strawberry.enum(description="What a movement of points has to do with another person.")
class MovedWithKind(Enum):
    """Kind of a movement with somebody."""

    GIFT_SENT = strawberry.enum_value("GIFT_SENT", description="A gift to somebody.")
    GIFT_RECEIVED = strawberry.enum_value("GIFT_RECEIVED", description="A gift of somebody.")
    GIFT_RETURNED = strawberry.enum_value("GIFT_RETURNED", description="A gift that came back.")
    HOUSEHOLD_PAID = strawberry.enum_value(
        "HOUSEHOLD_PAID", description="Points that somebody of the household spent."
    )
    HOUSEHOLD_HELPED = strawberry.enum_value(
        "HOUSEHOLD_HELPED", description="A spending that others of the household paid a part of."
    )


@reads(gifts.GIFT_RULES, node="self.pk = viewer.program_id", guard=staff())
@strawberry.type(description="What gifts between members a program allows.")
class GiftRules(Node):
    """Rules."""

    is_on: bool = column("Whether members may give points to each other.")
    min_points: Points = column("The least points of one gift.")
    max_points: Points = column("The most points of one gift.")
    max_per_day: Points | None = column("The most that one member gives in a day; null: no limit.")
    max_per_month: Points | None = column("The most that one member gives in a month; null: no limit.")
    wait_days: int = column("For how many days a gift waits for a number that is no member's yet.")
    version: int = column("Counts changes; send it back with yours to notice somebody else's.")


@reads(gifts.GIFTS_SENT, node=OWN, guard=customer(), scoped=False)
@strawberry.type(description="A gift as its giver sees it.")
class SentGift(Node):
    """A gift that was given."""

    points: Points = column("How many points.")
    message: str = column("The words with it; may be empty.")
    recipient: str = column("To whom: a first name where a card was shown, else the ends of the number.")
    is_by_phone: bool = column("Whether it was sent to a number.")
    state: SentGiftState = column("Where it is.")
    at: datetime = column("When it was sent, or prepared.")
    confirm_until: datetime | None = column("Until when it can be confirmed; null once it was.")
    waits_until: datetime | None = column("For a number: when it comes back if nobody came for it.")
    ended_at: datetime | None = column("When it arrived or came back, as far as that is told.")


@reads(gifts.GIFTS_RECEIVED, node=OWN, guard=customer(), scoped=False)
@strawberry.type(description="A gift as its receiver sees it.")
class ReceivedGift(Node):
    """A gift that was received."""

    points: Points = column("How many points.")
    message: str = column("The words with it; may be empty.")
    sender: str = column("Who gave it, by the first name.")
    arrived_at: datetime = column("When it arrived.")


@reads(gifts.MOVED_WITH)
@strawberry.type(description="With whom points were moved, by the first name alone.")
class MovedWith:
    """Somebody else in a movement."""

    kind: MovedWithKind = column("What it was.")
    name: str = column("First names, or the ends of a number.")
    message: str = column("The words of a gift, or what was bought; may be empty.")
    others: Points = column("Points of a household's others in it; 0 for gifts.")


@strawberry.type(description="What a card may give now.")
class GiftTerms:
    """Terms."""

    can_give: bool = field(
        "Whether it may give at all now: gifts are on, the phone is proved, a limit is left."
    )
    min_points: Points = field("The least points of one gift.")
    max_points: Points = field("The most points of one gift now.")
    left_today: Points | None = field("What may be given today; null: no limit.")
    left_this_month: Points | None = field("What may be given this month; null: no limit.")


def show_terms(found: gifts.GiftTerms) -> GiftTerms:
    """Terms."""
    today, month = found.left_today, found.left_this_month
    return GiftTerms(
        can_give=found.can_give,
        min_points=Points(found.min_points),
        max_points=Points(found.max_points),
        left_today=None if today is None else Points(today),
        left_this_month=None if month is None else Points(month),
    )
