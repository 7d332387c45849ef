"""Reads of points."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

import strawberry

from api import ledger
from api.core.ids import key_of
from api.graphql.base import After, Connection, First, Info, field, query, reads_nodes, requires
from api.graphql.ledger.types import Transaction, TransactionKind, is_mine, show_transaction


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
class Queries:
    """Fields of Query."""

    @query(requires("points.read"), description="Movements of points at the caller's business, newest first.")
    async def transactions(
        self,
        info: Info,
        filter: Annotated[
            TransactionFilter | None, strawberry.argument(description="Which ones; all when left out.")
        ] = None,
        first: First = None,
        after: After = None,
    ) -> Connection[Transaction]:
        """Of one's own business, whatever ids are given."""
        viewer, chosen = info.context.viewer, filter or TransactionFilter()
        program, business = viewer.the_program(), viewer.the_business()
        member = _key(chosen.customer_id, "Customer", "customerId")
        store = _key(chosen.store_id, "Store", "storeId")
        kind = None if chosen.kind is None else ledger.TxKind[chosen.kind.name]

        async def count() -> int:
            return await ledger.count_transactions(
                program,
                membership_id=member,
                business_id=business,
                store_id=store,
                kind=kind,
                since=chosen.from_,
                until=chosen.to,
            )

        page = await ledger.transactions_of(
            program,
            membership_id=member,
            business_id=business,
            store_id=store,
            kind=kind,
            since=chosen.from_,
            until=chosen.to,
            first=first,
            after=after,
        )
        return Connection.of(page, show_transaction, after=after, count=count)


def _key(text: strawberry.ID | None, type_name: str, name: str) -> UUID | None:
    return None if text is None else key_of(text, type_name, path=("filter", name))


@reads_nodes(Transaction, requires("points.read"))
async def read_transactions(info: Info, keys: Sequence[UUID]) -> Mapping[UUID, Transaction]:
    """Transactions at one's own business."""
    mine = info.context.viewer.the_business()
    found = await ledger.transactions_by_id(keys)
    return {key: show_transaction(each) for key, each in found.items() if is_mine(each, mine)}
