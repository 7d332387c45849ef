"""Mutations of bills: record, return, undo."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from api import purchases, wallet
from api.core.errors import BadInput
from api.core.ids import key_of
from api.graphql.base import Info, Payload, field, mutation, read, requires
from api.graphql.purchases.inputs import (
    RecordPurchaseInput,
    ReturnPurchaseInput,
    VoidPurchaseInput,
    lines_of,
    optional_key,
)
from api.graphql.purchases.types import (
    Purchase,
    PurchaseReturn,
)

if TYPE_CHECKING:
    from api.graphql.customers.types import Customer

CUSTOMERS = strawberry.lazy("api.graphql.customers.types")


@strawberry.type(description="The bill, and the customer with the new balance.")
class PurchasePayload(Payload):
    """A bill or why not."""

    purchase: Purchase | None = field("The bill; null when refused.", default=None)
    customer: Annotated["Customer", CUSTOMERS] | None = field(
        "The customer after it; null for an anonymous bill.", default=None
    )
    is_replay: bool = field(
        "Whether this key had been recorded before: nothing was done again.", default=False
    )


@strawberry.type(description="What came back, the bill, and the customer with the new balance.")
class ReturnPayload(Payload):
    """A return or why not."""

    purchase_return: PurchaseReturn | None = field("What came back; null when refused.", default=None)
    purchase: Purchase | None = field("The bill after it.", default=None)
    customer: Annotated["Customer", CUSTOMERS] | None = field(
        "The customer after it; null for an anonymous bill.", default=None
    )
    is_replay: bool = field("Whether this key had been used before: nothing was done again.", default=False)


@strawberry.type
class BillMutations:
    """Fields of Mutation about bills."""

    @mutation(requires("purchases.record"), description="Records a sale and gives its points.")
    async def record_purchase(
        self,
        info: Info,
        input: Annotated[RecordPurchaseInput, strawberry.argument(description="The sale.")],
    ) -> PurchasePayload:
        """In one's own business."""
        viewer = info.context.viewer
        business = viewer.the_business()
        async with _shown_card(business, input) as shown:
            recorded = await purchases.record(viewer.actor(), business, _sale(input, shown))
        return PurchasePayload(
            purchase=await read(info, "Purchase", recorded.purchase.id),
            customer=await read(info, "Customer", recorded.purchase.membership_id),
            is_replay=recorded.is_replay,
        )

    @mutation(
        requires("purchases.return"),
        description="Takes goods back: points that they earned go, points that paid for them come back.",
    )
    async def return_purchase(
        self,
        info: Info,
        input: Annotated[ReturnPurchaseInput, strawberry.argument(description="What comes back.")],
    ) -> ReturnPayload:
        """A bill of one's own business."""
        viewer = info.context.viewer
        made = await purchases.return_purchase(viewer.actor(), viewer.the_business(), input.value())
        return await _return_payload(info, made)

    @mutation(
        requires("purchases.record"),
        description="Undoes a bill within the program's window, as if it had not been.",
    )
    async def void_purchase(
        self, info: Info, input: Annotated[VoidPurchaseInput, strawberry.argument(description="Which bill.")]
    ) -> ReturnPayload:
        """A bill of one's own business."""
        viewer = info.context.viewer
        made = await purchases.void_purchase(viewer.actor(), viewer.the_business(), input.value())
        return await _return_payload(info, made)


@asynccontextmanager
async def _shown_card(
    business_id: UUID, input: RecordPurchaseInput
) -> AsyncIterator[wallet.Presented | None]:
    """Who showed a token or an offline code; None where the customer is named in another way."""
    _check_one_customer(input)
    if input.customer_token is not None:
        yield wallet.token_holder(business_id, input.customer_token)
    elif input.offline_code is not None:
        if input.scanned_at is None:
            raise BadInput("Please tell when the card was scanned.", path=("scannedAt",))
        async with wallet.offline_customer(
            business_id, input.offline_code, input.scanned_at, input.idempotency_key
        ) as shown:
            yield shown
    else:
        yield None


def _check_one_customer(input: RecordPurchaseInput) -> None:
    ways = {
        "customerId": input.customer_id,
        "customerToken": input.customer_token,
        "phone": input.phone,
        "offlineCode": input.offline_code,
    }
    given = [name for name, value in ways.items() if value is not None]
    if len(given) > 1:
        raise BadInput("Name the customer in one way only.", path=(given[1],))


def _sale(input: RecordPurchaseInput, shown: wallet.Presented | None) -> purchases.RecordPurchase:
    named = optional_key(input.customer_id, "Customer", ("customerId",))
    return purchases.RecordPurchase(
        idempotency_key=input.idempotency_key,
        store_id=key_of(input.store_id, "Store", path=("storeId",)),
        amount=input.amount.value(),
        membership_id=named if shown is None else shown.membership_id,
        phone=input.phone,
        customer_problem=None if shown is None else shown.problem,
        gift_card=None if input.gift_card is None else input.gift_card.value(),
        points_paid=int(input.points_paid or 0),
        pays_max_points=input.pay_max_points,
        bill_number=input.bill_number,
        lines=lines_of(input.lines),
        occurred_at=input.occurred_at or input.scanned_at,
        device_id=input.device_id,
    )


async def _return_payload(info: Info, made: purchases.RecordedReturn) -> ReturnPayload:
    return ReturnPayload(
        purchase_return=await read(info, "PurchaseReturn", made.purchase_return.id),
        purchase=await read(info, "Purchase", made.purchase.id),
        customer=await read(info, "Customer", made.purchase.membership_id),
        is_replay=made.is_replay,
    )
