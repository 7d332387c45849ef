"""A bulk run as it goes on."""

from collections.abc import AsyncIterator
from typing import Annotated

import strawberry

from api.graphql.base import watched
from api.graphql.directory.types import WORKERS, BulkRun


@strawberry.type
class Subscriptions:
    """Fields of Subscription."""

    bulk_run_changed: AsyncIterator[BulkRun] = watched(
        WORKERS,
        "A bulk run now, and again after every batch.",
        "self.pk = :runId",
        topic="bulk:{runId}",
        missing="There is no such run.",
        args={"run_id": Annotated[strawberry.ID, strawberry.argument(description="Which run.")]},
        ids={"runId": "BulkRun"},
    )
