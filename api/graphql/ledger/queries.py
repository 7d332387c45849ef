"""Reads of points."""

from datetime import datetime
from typing import Annotated

import strawberry

from api.graphql.base import Connection, field, pages, requires
from api.graphql.ledger.clearing_queries import ClearingQueries
from api.graphql.ledger.types import Transaction, TransactionKind


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
class Queries(ClearingQueries):
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
