"""Payloads of views and bulk runs."""

import strawberry

from api import directory
from api.graphql.base import Money, Payload, Points, field
from api.graphql.directory.types import BulkRun, CustomerView


@strawberry.type(description="What a bulk run would do now.")
class BulkPreview:
    """A preview."""

    count: int = field("How many customers it is about.")
    changes: int = field("How many would change.")
    same: int = field("How many are so already.")
    refused: int = field("How many would be refused: too few points to take.")
    points: Points = field("Points that would be booked in all.")
    cost: Money = field("What those points are worth.")


@strawberry.type(description="What a bulk run would do now, or why it cannot be.")
class BulkPreviewPayload(Payload):
    """A preview or why not."""

    preview: BulkPreview | None = field("The preview; null when refused.", default=None)


@strawberry.type(description="The run as it is now.")
class BulkRunPayload(Payload):
    """A run or why not."""

    run: BulkRun | None = field("The run; null when refused.", default=None)


@strawberry.type(description="A link to a file.")
class BulkFilePayload(Payload):
    """A link or why not."""

    url: str | None = field("The path on this server; null when refused.", default=None)


@strawberry.type(description="The view as it is now.")
class CustomerViewPayload(Payload):
    """A view or why not."""

    view: CustomerView | None = field("The view; null when refused, and when it was deleted.", default=None)


def show_preview(found: directory.BulkPreview) -> BulkPreviewPayload:
    """A preview."""
    return BulkPreviewPayload(
        preview=BulkPreview(
            count=found.count,
            changes=found.changes,
            same=found.same,
            refused=found.refused,
            points=Points(found.points),
            cost=Money(minor_units=Points(found.cost_minor), currency=found.currency),
        )
    )
