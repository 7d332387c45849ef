"""Reads of sales."""

from datetime import datetime
from typing import Annotated

import strawberry

from api import purchases
from api.core.ids import key_of
from api.graphql.base import Connection, Info, Payload, field, one, pages, query, requires
from api.graphql.purchases.inputs import PreviewPurchaseInput, lines_of, optional_key
from api.graphql.purchases.types import READERS, Purchase, PurchasePreview, show_preview


@strawberry.type(description="What a sale would earn, or why it could not be recorded.")
class PurchasePreviewPayload(Payload):
    """A preview or why not."""

    preview: PurchasePreview | None = field("What it would earn; null when refused.", default=None)


@strawberry.type
class Queries:
    """Fields of Query."""

    purchases: Connection[Purchase] = pages(
        "Bills of the caller's business, the newest sale first.",
        order="occurred_at desc, pk desc",
        args={
            "store_id": Annotated[
                strawberry.ID | None, strawberry.argument(description="Only of this store.")
            ],
            "search": Annotated[
                str | None, strawberry.argument(description="Beginning of the till's own bill number.")
            ],
            "from_": Annotated[
                datetime | None, strawberry.argument(name="from", description="Sold at this moment or later.")
            ],
            "to": Annotated[datetime | None, strawberry.argument(description="Sold before this moment.")],
        },
        ids={"storeId": "Store"},
        filters={
            "storeId": "self.store_pk = :storeId",
            # a range that the index of bill numbers knows, whatever stands in the text
            "search": "self.bill_key ~>=~ lower(btrim(:search)) "
            "AND self.bill_key ~<~ (lower(btrim(:search)) || chr(1114111))",
            "from": "self.occurred_at >= :from",
            "to": "self.occurred_at < :to",
        },
        guard=READERS,
    )
    purchase: Purchase | None = one(
        "A bill of the caller's business; null where there is none.",
        "self.pk = :id",
        args={"id": Annotated[strawberry.ID, strawberry.argument(description="Which bill.")]},
        ids={"id": "Purchase"},
        guard=READERS,
    )

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
            pays_max_points=input.pay_max_points,
            lines=lines_of(input.lines),
            occurred_at=input.occurred_at,
        )
        worked_out = await purchases.preview(viewer.actor(), viewer.the_business(), request)
        return PurchasePreviewPayload(preview=show_preview(worked_out))
