"""Reads of review rules and of the queue."""

from typing import Annotated

import strawberry

from api.graphql.base import Connection, either, field, many, pages, requires
from api.graphql.reviews.enums import ReviewState
from api.graphql.reviews.types import READERS, ReviewItem, ReviewRule


@strawberry.input(description="Which awards; what is left out does not narrow.")
class ReviewFilter:
    """A filter."""

    state: ReviewState | None = field("Only in this state.", default=None)
    store_id: strawberry.ID | None = field("Only of this store.", default=None)
    staff_id: strawberry.ID | None = field("Only given by this person.", default=None)


@strawberry.type
class Queries:
    """Fields of Query."""

    review_rules: list[ReviewRule] = many(
        "What the caller's business does about unusual awards.",
        "true",
        order="kind",
        guard=either(requires("program.manage"), READERS),
    )
    review_items: Connection[ReviewItem] = pages(
        "Awards of the caller's business that wait for a decision, or had one: the newest first.",
        order="held_at desc, pk desc",
        args={
            "filter": Annotated[
                ReviewFilter | None, strawberry.argument(description="Which ones; all when left out.")
            ]
        },
        ids={"filter.storeId": "Store", "filter.staffId": "StaffMember"},
        filters={
            "filter.state": "self.state = :filter.state",
            "filter.storeId": "self.store_pk = :filter.storeId",
            "filter.staffId": "self.staff_pk = :filter.staffId",
        },
        guard=READERS,
    )
