"""Reads of points."""

from datetime import datetime
from typing import Annotated

import strawberry

from api import ledger
from api.graphql.base import Connection, Info, Points, field, pages, query, requires
from api.graphql.ledger.clearing_queries import ClearingQueries
from api.graphql.ledger.lifetime import ExtensionInput, ExtensionPreview, ExtensionPreviewPayload
from api.graphql.ledger.opening import OpeningQueries
from api.graphql.ledger.opening_types import BalanceImport
from api.graphql.ledger.types import Extension, PendingPoints, Transaction, TransactionKind


@strawberry.input(description="Which transactions; what is left out does not narrow.")
class TransactionFilter:
    """A filter."""

    customer_id: strawberry.ID | None = field("Only of this customer.", default=None)
    store_id: strawberry.ID | None = field("Only at this store.", default=None)
    kind: TransactionKind | None = field("Only of this kind.", default=None)
    from_: datetime | None = strawberry.field(
        name="from", description="At this moment or later.", default=None
    )
    to: datetime | None = field("Before this moment.", default=None)


@strawberry.type
class Queries(OpeningQueries, ClearingQueries):
    """Fields of Query."""

    transactions: Connection[Transaction] = pages(
        "Movements of points at the caller's business, newest first.",
        "self.program_id = viewer.program_id AND self.business_pk = viewer.business_id",
        order="occurred_at desc, pk desc",
        args={
            "filter": Annotated[
                TransactionFilter | None, strawberry.argument(description="Which ones; all when left out.")
            ]
        },
        ids={"filter.customerId": "Customer", "filter.storeId": "Store"},
        filters={
            "filter.customerId": "self.membership_pk = :filter.customerId",
            "filter.storeId": "self.store_pk = :filter.storeId",
            "filter.kind": "self.kind = :filter.kind",
            "filter.from": "self.occurred_at >= :filter.from",
            "filter.to": "self.occurred_at < :filter.to",
        },
        guard=requires("points.read"),
    )

    pending_points: Connection[PendingPoints] = pages(
        "Points of the caller's business that wait, those that are released next first.",
        "",
        order="release_at, pk",
        args={
            "customer_id": Annotated[
                strawberry.ID | None, strawberry.argument(description="Only of this customer.")
            ]
        },
        ids={"customerId": "Customer"},
        filters={"customerId": "self.membership_pk = :customerId"},
        guard=requires("points.read"),
    )

    extensions: Connection[Extension] = pages(
        "Extensions of the caller's business, newest first.",
        "",
        order="created_at desc, pk desc",
        guard=requires("points.extend"),
    )

    balance_imports: Connection[BalanceImport] = pages(
        "Files of opening balances of the caller's business, newest first.",
        "",
        order="created_at desc, pk desc",
        guard=requires("points.import"),
    )

    @query(
        requires("points.extend"),
        description="What letting these points live longer would move. Changes nothing.",
    )
    async def preview_extension(
        self,
        info: Info,
        input: Annotated[ExtensionInput, strawberry.argument(description="Which points, and until when.")],
    ) -> ExtensionPreviewPayload:
        """Issued by one's own business."""
        viewer = info.context.viewer
        found = await ledger.preview_extension(viewer.the_business(), input.value())
        return ExtensionPreviewPayload(
            preview=ExtensionPreview(members=found.members, lots=found.lots, points=Points(found.points))
        )
