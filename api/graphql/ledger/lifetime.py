"""How long points wait and live, changed by hand: released, cancelled, extended, reinstated."""

from datetime import date
from typing import Annotated

import strawberry

from api import ledger, purchases
from api.core.ids import key_of
from api.graphql.base import IdempotencyKey, Info, Payload, Points, field, mutation, read, requires
from api.graphql.ledger.by_hand import PointsPayload, shown
from api.graphql.ledger.types import Extension


@strawberry.input(description="Waiting points, named by their transaction or by their purchase.")
class ReleasePointsInput:
    """Which ones."""

    idempotency_key: IdempotencyKey = field("Your name for this act; repeating it repeats the answer.")
    transaction_id: strawberry.ID | None = field("The movement that gave them.", default=None)
    purchase_id: strawberry.ID | None = field("Or the bill that they were earned with.", default=None)
    reason: str | None = field("Why, up to 300 characters; the customer sees it.", default=None)

    def value(self) -> purchases.PendingChoice:
        """As the domain takes it."""
        bill, movement = self.purchase_id, self.transaction_id
        return purchases.PendingChoice(
            self.idempotency_key,
            None if movement is None else key_of(movement, "Transaction", path=("transactionId",)),
            None if bill is None else key_of(bill, "Purchase", path=("purchaseId",)),
            self.reason or "",
        )


@strawberry.input(description="Waiting points to take back, named by their transaction or by their purchase.")
class CancelPendingPointsInput(ReleasePointsInput):
    """Which ones."""


@strawberry.input(description="Which points are to live longer: those that the caller's business issued.")
class ExtensionInput:
    """A span and a day."""

    from_day: date = field("The span begins here: points good through this day or a later one.")
    to_day: date = field("The span ends here: points good through this day at the latest.")
    until_day: date = field("What lies in the span shall be good through this day, which is after it.")
    customer_id: strawberry.ID | None = field("Of this customer alone; of all when left out.", default=None)

    def value(self) -> ledger.ExtendPoints:
        """As the domain takes it."""
        who = self.customer_id
        return ledger.ExtendPoints(
            self.from_day,
            self.to_day,
            self.until_day,
            None if who is None else key_of(who, "Customer", path=("customerId",)),
        )


@strawberry.input(description="Points that are to live longer, and why.")
class ExtendPointsInput:
    """An extension."""

    idempotency_key: IdempotencyKey = field("Your name for this act; repeating it repeats the answer.")
    extension: ExtensionInput = field("Which points, and until when.")
    reason: str = field("Why, up to 300 characters; the customers see it.")


@strawberry.type(description="What an extension would move, as the books stand now.")
class ExtensionPreview:
    """Counts."""

    members: int = field("How many members it would reach.")
    lots: int = field("How many lots would be moved.")
    points: Points = field("How many points would live longer.")


@strawberry.type(description="What the extension would do.")
class ExtensionPreviewPayload(Payload):
    """Counts or why not."""

    preview: ExtensionPreview | None = field("The counts; null when refused.", default=None)


@strawberry.type(description="The extension as it stands now.")
class ExtensionPayload(Payload):
    """An extension or why not."""

    extension: Extension | None = field(
        "The extension; null when refused. Ask again by its id while `isDone` is false.", default=None
    )


@strawberry.input(description="Expired points to give back.")
class ReinstatePointsInput:
    """Which ones."""

    idempotency_key: IdempotencyKey = field("Your name for this act; repeating it repeats the answer.")
    transaction_id: strawberry.ID = field("The expiry, as Customer.expired names it.")
    points: Points | None = field("How many; all that are left of it when left out.", default=None)
    until_day: date | None = field(
        "The day through which they are good; the program's days of grace when left out.", default=None
    )
    reason: str = field("Why, up to 300 characters; the customer sees it.")


@strawberry.type
class LifetimeMutations:
    """Verbs about how long points wait and live."""

    @mutation(
        requires("points.release"),
        description="Makes waiting points spendable before their time, as when an order was delivered.",
    )
    async def release_points(
        self, info: Info, input: Annotated[ReleasePointsInput, strawberry.argument(description="Which ones.")]
    ) -> PointsPayload:
        """Of one's own business."""
        viewer = info.context.viewer
        posted = await purchases.release_points(viewer.actor(), viewer.the_business(), input.value())
        return await shown(info, posted)

    @mutation(
        requires("points.release"),
        description="Takes waiting points back, as when an order was cancelled. A return takes nothing twice.",
    )
    async def cancel_pending_points(
        self,
        info: Info,
        input: Annotated[CancelPendingPointsInput, strawberry.argument(description="Which ones.")],
    ) -> PointsPayload:
        """Of one's own business."""
        viewer = info.context.viewer
        posted = await purchases.cancel_points(viewer.actor(), viewer.the_business(), input.value())
        return await shown(info, posted)

    @mutation(
        requires("points.extend"),
        description="Lets points that expire within a span of days live until a later day. The customers are told.",
    )
    async def extend_points(
        self, info: Info, input: Annotated[ExtendPointsInput, strawberry.argument(description="Which ones.")]
    ) -> ExtensionPayload:
        """Issued by one's own business."""
        viewer = info.context.viewer
        made = await ledger.extend(
            viewer.actor(),
            viewer.the_business(),
            input.extension.value(),
            input.idempotency_key,
            input.reason,
        )
        return ExtensionPayload(extension=await read(info, "Extension", made.id))

    @mutation(
        requires("points.extend"),
        description="Gives expired points back within the program's time for it. The customer is told.",
    )
    async def reinstate_points(
        self,
        info: Info,
        input: Annotated[ReinstatePointsInput, strawberry.argument(description="Which ones.")],
    ) -> PointsPayload:
        """Issued by one's own business."""
        viewer = info.context.viewer
        posted = await ledger.reinstate_by_hand(
            viewer.actor(),
            viewer.the_business(),
            key_of(input.transaction_id, "Transaction", path=("transactionId",)),
            None if input.points is None else int(input.points),
            input.until_day,
            input.idempotency_key,
            input.reason,
        )
        return await shown(info, posted)
