"""Reads of the list as a whole, of saved views and of bulk runs."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from api import directory
from api.core.ids import key_of
from api.graphql.base import Connection, Info, RateLimit, many, one, pages, query
from api.graphql.directory.inputs import BulkInput
from api.graphql.directory.payloads import BulkFilePayload, BulkPreviewPayload, show_preview
from api.graphql.directory.types import (
    ONES_OWN,
    READERS,
    WORKERS,
    BulkRun,
    CustomerCount,
    CustomerFigures,
    CustomerView,
)

if TYPE_CHECKING:
    from api.graphql.customers.filters import CustomerFilter

FILTERS = strawberry.lazy("api.graphql.customers.filters")
WHICH = Annotated[strawberry.ID, strawberry.argument(description="Which run.")]


@strawberry.type
class Queries:
    """Fields of Query."""

    customer_figures: CustomerFigures | None = one(
        "What can be said of all customers of the business.", "true", guard=READERS, cost=20
    )
    customer_views: list[CustomerView] = many(
        "One's own saved views and the shared ones, by name.", ONES_OWN, order="sort_name, pk", guard=READERS
    )
    bulk_runs: Connection[BulkRun] = pages(
        "Acts on many customers, newest first.", "true", order="made_at desc, pk desc", guard=WORKERS
    )
    bulk_run: BulkRun | None = one(
        "One of them; null where there is none.",
        "self.pk = :id",
        args={"id": WHICH},
        ids={"id": "BulkRun"},
        guard=WORKERS,
    )

    @query(READERS, description="How many customers search and filter find: exact to 10,000.", cost=20)
    async def customer_count(
        self,
        info: Info,
        search: Annotated[str | None, strawberry.argument(description="As for `customers`.")] = None,
        filter: Annotated[
            Annotated["CustomerFilter", FILTERS] | None, strawberry.argument(description="Narrows the list.")
        ] = None,
    ) -> CustomerCount:
        """Within the caller's business."""
        viewer = info.context.viewer
        counted = await directory.count(
            viewer.the_program(),
            viewer.the_business(),
            search=search or "",
            narrowed=directory.EVERYONE if filter is None else filter.value(),
        )
        return CustomerCount(count=counted.count, is_exact=counted.is_exact)

    @query(WORKERS, description="What a bulk run would do now. Nothing changes.", cost=50)
    async def preview_bulk(
        self, info: Info, input: Annotated[BulkInput, strawberry.argument(description="The act.")]
    ) -> BulkPreviewPayload:
        """Within the caller's business."""
        viewer = info.context.viewer
        return show_preview(
            await directory.preview(viewer.the_program(), viewer.the_business(), input.order(viewer))
        )

    @query(
        WORKERS,
        description="A link to the file of an export, good for ten minutes.",
        limit=RateLimit("bulk-file", "60/minute"),
    )
    async def bulk_file(self, info: Info, id: WHICH) -> BulkFilePayload:
        """Of a run of the caller's business."""
        viewer = info.context.viewer
        key = key_of(id, "BulkRun", path=("id",))
        return BulkFilePayload(url=await directory.link_to(viewer.the_program(), viewer.the_business(), key))

    @query(WORKERS, description="The lines that an import refused, with why, as CSV.", cost=100)
    async def import_problems_csv(self, info: Info, id: WHICH) -> str:
        """Of an import of the caller's business."""
        viewer = info.context.viewer
        key = key_of(id, "BulkRun", path=("id",))
        return await directory.wrong_lines(viewer.the_program(), viewer.the_business(), key)
