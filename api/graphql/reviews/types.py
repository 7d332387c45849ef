"""Suspicious awards as clients see them."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from api import businesses, reviews
from api.graphql.base import Node, Points, Via, column, many, one, reads, requires
from api.graphql.reviews.enums import ReviewAction, ReviewRuleKind, ReviewState

if TYPE_CHECKING:
    from api.graphql.customers.types import Customer
    from api.graphql.purchases.types import Purchase

CUSTOMERS = strawberry.lazy("api.graphql.customers.types")
PURCHASES = strawberry.lazy("api.graphql.purchases.types")
READERS = requires("review.decide")


@reads(reviews.REVIEW_RULES)
@strawberry.type(description="What a business does about one kind of unusual award.")
class ReviewRule:
    """A rule."""

    kind: ReviewRuleKind = column("What is unusual.")
    action: ReviewAction = column("What happens.")
    most: Points | None = column("More than this is unusual; null for rules that do not count.")
    days: int | None = column("For SAME_BILL_NUMBER: so many days are looked back.")
    from_hour: int | None = column("For ODD_HOURS: from this hour of the program's day, 0 to 24.")
    to_hour: int | None = column("For ODD_HOURS: before this hour; a span may pass midnight.")


@reads(reviews.REVIEW_REASONS)
@strawberry.type(description="Why an award is held.")
class ReviewReason:
    """A reason."""

    kind: ReviewRuleKind = column("What is unusual.")
    found: Points | None = column("What was counted; null for rules that do not count.")
    most: Points | None = column("What the rule allows; null for rules that do not count.")


@reads(reviews.REVIEW_ITEMS, node="", guard=READERS)
@strawberry.type(description="An award whose points wait for a decision, or had one.")
class ReviewItem(Node):
    """An item of the queue."""

    points: Points = column("Points that were given.")
    points_held: Points = column("Points that still wait.")
    reasons: list[ReviewReason] = many("What is unusual.", "self.item_pk = parent.pk", order="place")
    state: ReviewState = column("How far it has come.")
    occurred_at: datetime = column("When the points were given.")
    staff_name: str = column("Who gave them.")
    staff_held: int = column("Awards of the same person that were held in the last ninety days.")
    staff_rejected: int = column("Those of them that were rejected.")
    store_name: str | None = column(
        "The name of the store; null where there was none.",
        name="name",
        via=Via(businesses.STORES, "self.pk = parent.store_pk"),
    )
    customer: Annotated["Customer", CUSTOMERS] | None = one(
        "Whose card; null where the business has not met the member.",
        "self.pk = parent.membership_pk AND self.is_met",
        guard=requires("customers.read"),
    )
    purchase: Annotated["Purchase", PURCHASES] | None = one(
        "The bill; null for points given by hand.",
        "self.pk = parent.purchase_pk",
        guard=requires("purchases.read"),
    )
    decided_at: datetime | None = column("When somebody decided; null for not yet.")
    decided_by: str = column("Who decided; empty for nobody yet.", name="decided_name")
    note: str = column("Why, in words; may be empty.")
