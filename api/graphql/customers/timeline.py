"""All that happened with a customer, as one list."""

from datetime import datetime
from enum import Enum

import strawberry

from api import businesses, customers
from api.graphql.base import Money, Points, Via, column, embedded, money_columns, reads


@strawberry.enum(description="What happened.")
class TimelineKind(Enum):
    """As the view tells it."""

    PURCHASE = strawberry.enum_value("PURCHASE", description="A bill; `detail` is its status.")
    POINTS = strawberry.enum_value("POINTS", description="Points moved without a bill; `detail` is how.")
    TIER = strawberry.enum_value(
        "TIER", description="The tier changed; `title` is the new one, `detail` why."
    )
    STAMPS = strawberry.enum_value(
        "STAMPS", description="Stamps, `points` of them, on the card `title`; `detail` is why."
    )
    VOUCHER = strawberry.enum_value("VOUCHER", description="A voucher was got; `title` is the reward.")
    VOUCHER_USE = strawberry.enum_value("VOUCHER_USE", description="A voucher was used; `title` is the bill.")
    NOTE = strawberry.enum_value(
        "NOTE", description="A remark was written; its text is read among the notes."
    )
    CONSENT = strawberry.enum_value(
        "CONSENT", description="Consent to be reached by `title`: `detail` is granted or withdrawn."
    )
    MERGE = strawberry.enum_value(
        "MERGE", description="Another customer was made one with them; `title` is the card."
    )
    JOINED = strawberry.enum_value("JOINED", description="The business met them.")


@reads(customers.TIMELINE)
@strawberry.type(description="Something that happened with a customer.")
class TimelineEntry:
    """An entry."""

    kind: TimelineKind = column("What.")
    occurred_at: datetime = column("When.")
    title: str = column("The name of what it is about, by kind; may be empty.")
    detail: str = column("More about it, by kind, in lower-case words; may be empty.")
    points: Points | None = column("Points that came or went, or stamps; null where none did.")
    amount: Money | None = embedded("The sum of a bill; null for others.", money_columns("amount_minor"))
    staff_name: str = column("Who did it; may be empty.")
    store_name: str | None = column(
        "The name of the store; null where there was none.",
        name="name",
        via=Via(businesses.STORES, "self.pk = parent.store_pk"),
    )
