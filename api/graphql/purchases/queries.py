"""Reads of sales."""

from datetime import datetime
from typing import Annotated

import strawberry

from api import purchases
from api.core.ids import key_of
from api.graphql.base import After, Connection, First, Info, Payload, field, query, requires
from api.graphql.purchases import nodes as nodes  # registers how node(id:) finds them
from api.graphql.purchases.inputs import PreviewPurchaseInput, lines_of, optional_key
from api.graphql.purchases.types import Purchase, PurchasePreview, show_preview, show_purchase


@strawberry.type(description="What a sale would earn, or why it could not be recorded.")
class PurchasePreviewPayload(Payload):
    """A preview or why not."""

    preview: PurchasePreview | None = field("What it would earn; null when refused.", default=None)


@strawberry.type
class Queries:
    """Fields of Query."""

    @query(requires("purchases.read"), description="Bills of the caller's business, the newest sale first.")
    async def purchases(
        self,
        info: Info,
        store_id: Annotated[
            strawberry.ID | None, strawberry.argument(description="Only of this store.")
        ] = None,
        search: Annotated[
            str | None, strawberry.argument(description="Beginning of the till's own bill number.")
        ] = None,
        from_: Annotated[
            datetime | None, strawberry.argument(name="from", description="Sold at this moment or later.")
        ] = None,
        to: Annotated[datetime | None, strawberry.argument(description="Sold before this moment.")] = None,
        first: First = None,
        after: After = None,
    ) -> Connection[Purchase]:
        """Of one's own business, whatever the store's id is."""
        business = info.context.viewer.the_business()
        store = optional_key(store_id, "Store", ("storeId",))
        chosen = purchases.PurchaseFilter(
            store_ids=None if store is None else (store,), search=search, since=from_, until=to
        )
        page = await purchases.list_purchases(business, chosen, first=first, after=after)
        return Connection.of(
            page, show_purchase, after=after, count=lambda: purchases.count_purchases(business, chosen)
        )

    @query(
        requires("purchases.read"), description="A bill of the caller's business; null where there is none."
    )
    async def purchase(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="Which bill.")]
    ) -> Purchase | None:
        """One's own bill."""
        key = key_of(id, "Purchase", path=("id",))
        return (await nodes.read_purchases(info, [key])).get(key)

    @query(
        requires("purchases.record"),
        description="What a sale would earn and how much of it points could pay. Records nothing.",
        cost=10,
    )
    async def preview_purchase(
        self,
        info: Info,
        input: Annotated[PreviewPurchaseInput, strawberry.argument(description="The sale.")],
    ) -> PurchasePreviewPayload:
        """In one's own business."""
        viewer = info.context.viewer
        request = purchases.PreviewPurchase(
            store_id=key_of(input.store_id, "Store", path=("storeId",)),
            membership_id=optional_key(input.customer_id, "Customer", ("customerId",)),
            amount=input.amount.value(),
            gift_card=None if input.gift_card is None else input.gift_card.value(),
            points_paid=int(input.points_paid or 0),
            lines=lines_of(input.lines),
            occurred_at=input.occurred_at,
        )
        worked_out = await purchases.preview(viewer.actor(), viewer.the_business(), request)
        return PurchasePreviewPayload(preview=show_preview(worked_out))
