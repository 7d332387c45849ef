"""Points given, spent, corrected and moved without a bill."""

from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from api import ledger, purchases, wallet
from api.core.errors import BadInput
from api.core.ids import key_of
from api.graphql.base import IdempotencyKey, Info, Payload, Points, field, mutation, read, requires
from api.graphql.ledger.types import Transaction

if TYPE_CHECKING:
    from api.graphql.customers.types import Customer

CUSTOMERS = strawberry.lazy("api.graphql.customers.types")


@strawberry.type(description="The movement, and the customer with the new balance.")
class PointsPayload(Payload):
    """A posting or why not."""

    transaction: Transaction | None = field("What was booked; null when refused.", default=None)
    customer: Annotated["Customer", CUSTOMERS] | None = field("The customer after it.", default=None)
    is_replay: bool = field("Whether this key had been used before: nothing was done again.", default=False)


@strawberry.input(description="Points to give for something that is no sale.")
class AwardPointsInput:
    """An award."""

    idempotency_key: IdempotencyKey = field("Your name for this act; repeating it repeats the answer.")
    customer_id: strawberry.ID = field("Who gets them.")
    points: Points = field("How many, at least 1.")
    description: str = field("What for, up to 300 characters; the customer sees it.")
    store_id: strawberry.ID | None = field("The store where it happens.", default=None)


@strawberry.input(description="Points to spend. Name the customer by customerId or by customerToken.")
class RedeemPointsInput:
    """A redemption."""

    idempotency_key: IdempotencyKey = field("Your name for this act; repeating it repeats the answer.")
    customer_id: strawberry.ID | None = field("Who spends them.", default=None)
    customer_token: str | None = field("Or the token that identifyCustomer gave.", default=None)
    points: Points = field("How many, at least 1.")
    description: str = field("What for, up to 300 characters; the customer sees it.")
    store_id: strawberry.ID | None = field("The store where it happens.", default=None)


@strawberry.input(description="A correction of a balance.")
class AdjustPointsInput:
    """An adjustment."""

    idempotency_key: IdempotencyKey = field("Your name for this act; repeating it repeats the answer.")
    customer_id: strawberry.ID = field("Whose balance.")
    points: Points = field("How many to add; negative to take.")
    reason: str = field("Why, up to 300 characters; the customer and the audit log see it.")


@strawberry.input(description="Points to move from one card to another of the same program.")
class TransferPointsInput:
    """A transfer."""

    idempotency_key: IdempotencyKey = field("Your name for this act; repeating it repeats the answer.")
    from_customer_id: strawberry.ID = field("Who gives.")
    to_customer_id: strawberry.ID = field("Who gets.")
    points: Points = field("How many, at least 1.")
    reason: str = field("Why, up to 300 characters.")


@strawberry.type
class HandMutations:
    """Verbs by hand."""

    @mutation(requires("points.award"), description="Gives points for something that is no sale.")
    async def award_points(
        self, info: Info, input: Annotated[AwardPointsInput, strawberry.argument(description="The award.")]
    ) -> PointsPayload:
        """In one's own business."""
        viewer = info.context.viewer
        request = _request(input, input.customer_id, input.description, input.store_id)
        return await shown(info, await purchases.award_points(viewer.actor(), viewer.the_business(), request))

    @mutation(requires("points.redeem"), description="Spends points for what the description names.")
    async def redeem_points(
        self,
        info: Info,
        input: Annotated[RedeemPointsInput, strawberry.argument(description="The redemption.")],
    ) -> PointsPayload:
        """In one's own business."""
        viewer = info.context.viewer
        business = viewer.the_business()
        if (input.customer_id is None) == (input.customer_token is None):
            raise BadInput("Name the customer in one way.", path=("customerId",))
        problem = None
        if input.customer_token is not None:
            held = wallet.token_holder(business, input.customer_token)
            problem, member = held.problem, held.membership_id
        else:
            member = key_of(input.customer_id or "", "Customer", path=("customerId",))
        request = purchases.HandPosting(
            input.idempotency_key, member, int(input.points), input.description, _store(input.store_id)
        )
        return await shown(info, await purchases.redeem_points(viewer.actor(), business, request, problem))

    @mutation(requires("points.adjust"), description="Adds or takes points by hand, with a reason.")
    async def adjust_points(
        self,
        info: Info,
        input: Annotated[AdjustPointsInput, strawberry.argument(description="The correction.")],
    ) -> PointsPayload:
        """In one's own business."""
        viewer = info.context.viewer
        request = _request(input, input.customer_id, input.reason, None)
        return await shown(
            info, await purchases.adjust_points(viewer.actor(), viewer.the_business(), request)
        )

    @mutation(requires("points.adjust"), description="Moves points to another card; they keep their expiry.")
    async def transfer_points(
        self,
        info: Info,
        input: Annotated[TransferPointsInput, strawberry.argument(description="The transfer.")],
    ) -> PointsPayload:
        """Between members of one's own business."""
        viewer = info.context.viewer
        request = purchases.HandPosting(
            input.idempotency_key,
            key_of(input.from_customer_id, "Customer", path=("fromCustomerId",)),
            int(input.points),
            input.reason,
        )
        to = key_of(input.to_customer_id, "Customer", path=("toCustomerId",))
        moved = await purchases.transfer_points(viewer.actor(), viewer.the_business(), request, to)
        return await shown(info, moved)


def _request(
    input: AwardPointsInput | AdjustPointsInput,
    customer_id: strawberry.ID,
    reason: str,
    store_id: strawberry.ID | None,
) -> purchases.HandPosting:
    return purchases.HandPosting(
        input.idempotency_key,
        key_of(customer_id, "Customer", path=("customerId",)),
        int(input.points),
        reason,
        _store(store_id),
    )


def _store(store_id: strawberry.ID | None) -> UUID | None:
    return None if store_id is None else key_of(store_id, "Store", path=("storeId",))


async def shown(info: Info, posted: ledger.Posting) -> PointsPayload:
    """What was booked, as it is now."""
    found = (await ledger.transactions_by_id([posted.tx_id]))[posted.tx_id]
    return PointsPayload(
        transaction=await read(info, "Transaction", posted.tx_id),
        customer=await read(info, "Customer", found.membership_id),
        is_replay=posted.is_replay,
    )
