"""Agreeing rates, buying packs, closing periods, recording payments."""

from datetime import datetime
from typing import Annotated

import strawberry

from api import ledger
from api.core.ids import key_of
from api.graphql.base import IdempotencyKey, Info, Payload, Points, field, mutation, read, requires
from api.graphql.ledger.clearing_types import ClearingPack, ClearingRate, SettlementNetting, SettlementPeriod

MANAGE = requires("clearing.manage")


@strawberry.input(description="Money for one point from a moment on.")
class SetClearingRateInput:
    """A rate."""

    micro_minor_units: Points = field(
        "Millionths of the currency's smallest unit for one point; 0 for nothing."
    )
    issuer_id: strawberry.ID | None = field(
        "The business (as PublicBusiness) whose points; everybody's when left out.", default=None
    )
    valid_from: datetime | None = field("From this moment on; from now when left out.", default=None)
    note: str = field("Why, up to 300 characters.", default="")


@strawberry.input(description="Points to buy in advance.")
class BuyClearingPackInput:
    """A pack."""

    idempotency_key: IdempotencyKey = field("Your name for this act; repeating it repeats the answer.")
    points: Points = field("How many, at least 1.")
    alert_points: Points = field("At how many left somebody is to be told; 0 for never before they end.")


@strawberry.input(description="The settlement period to close.")
class CloseSettlementPeriodInput:
    """A period."""

    period_id: strawberry.ID = field("The period.")


@strawberry.input(description="The closed settlement period whose statements went out.")
class MarkSettlementInvoicedInput:
    """A period."""

    period_id: strawberry.ID = field("The period.")


@strawberry.input(description="How debts are to become payments.")
class SetSettlementNettingInput:
    """A way of netting."""

    netting: SettlementNetting = field("From the open period on.")


@strawberry.input(description="A payment that was made.")
class RecordSettlementPaymentInput:
    """A payment."""

    payment_id: strawberry.ID = field("Which payment. It is posted once, however often this is sent.")


@strawberry.type(description="The rate that was agreed.")
class ClearingRatePayload(Payload):
    """A rate or why not."""

    rate: ClearingRate | None = field("The rate; null when refused.", default=None)


@strawberry.type(description="The pack that was bought.")
class ClearingPackPayload(Payload):
    """A pack or why not."""

    pack: ClearingPack | None = field("The pack; null when refused.", default=None)


@strawberry.type(description="The settlement period after the change.")
class SettlementPeriodPayload(Payload):
    """A period or why not."""

    period: SettlementPeriod | None = field("The period; null when refused.", default=None)


@strawberry.type
class ClearingMutations:
    """Fields of Mutation."""

    @mutation(
        MANAGE, description="Agrees money for points from now or later on. The program's owner alone may."
    )
    async def set_clearing_rate(
        self, info: Info, input: Annotated[SetClearingRateInput, strawberry.argument(description="The rate.")]
    ) -> ClearingRatePayload:
        """In one's own program."""
        viewer = info.context.viewer
        issuer = input.issuer_id
        rate = ledger.NewRate(
            int(input.micro_minor_units),
            input.valid_from,
            None if issuer is None else key_of(issuer, "PublicBusiness", path=("issuerId",)),
            input.note,
        )
        made = await ledger.set_rate(viewer.actor(), viewer.the_business(), rate)
        return ClearingRatePayload(rate=await read(info, "ClearingRate", made))

    @mutation(MANAGE, description="Buys points in advance from the program's owner, at today's rate.")
    async def buy_clearing_pack(
        self, info: Info, input: Annotated[BuyClearingPackInput, strawberry.argument(description="The pack.")]
    ) -> ClearingPackPayload:
        """For one's own business."""
        viewer = info.context.viewer
        pack = ledger.NewPack(input.idempotency_key, int(input.points), int(input.alert_points))
        made = await ledger.buy_pack(viewer.actor(), viewer.the_business(), pack)
        return ClearingPackPayload(pack=await read(info, "ClearingPack", made))

    @mutation(
        MANAGE,
        description="Says how debts become payments, from the open period on. The program's owner alone may.",
    )
    async def set_settlement_netting(
        self, info: Info, input: Annotated[SetSettlementNettingInput, strawberry.argument(description="How.")]
    ) -> SettlementPeriodPayload:
        """In one's own program."""
        viewer = info.context.viewer
        period = await ledger.set_netting(
            viewer.actor(), viewer.the_business(), ledger.Netting[input.netting.name]
        )
        return SettlementPeriodPayload(period=await read(info, "SettlementPeriod", period.id))

    @mutation(
        MANAGE,
        description="Closes the open period now: statements and payments are fixed. The program's owner alone may.",
    )
    async def close_settlement_period(
        self,
        info: Info,
        input: Annotated[CloseSettlementPeriodInput, strawberry.argument(description="Which.")],
    ) -> SettlementPeriodPayload:
        """In one's own program."""
        viewer = info.context.viewer
        key = key_of(input.period_id, "SettlementPeriod", path=("periodId",))
        period = await ledger.close_period(viewer.actor(), viewer.the_business(), key)
        return SettlementPeriodPayload(period=await read(info, "SettlementPeriod", period.id))

    @mutation(
        MANAGE,
        description="Says that the statements of a closed period went out. The program's owner alone may.",
    )
    async def mark_settlement_invoiced(
        self,
        info: Info,
        input: Annotated[MarkSettlementInvoicedInput, strawberry.argument(description="Which.")],
    ) -> SettlementPeriodPayload:
        """In one's own program."""
        viewer = info.context.viewer
        key = key_of(input.period_id, "SettlementPeriod", path=("periodId",))
        period = await ledger.mark_invoiced(viewer.actor(), viewer.the_business(), key)
        return SettlementPeriodPayload(period=await read(info, "SettlementPeriod", period.id))

    @mutation(
        MANAGE,
        description="Records a payment of an invoiced period: whoever gets the money may, and the program's owner.",
    )
    async def record_settlement_payment(
        self,
        info: Info,
        input: Annotated[RecordSettlementPaymentInput, strawberry.argument(description="Which.")],
    ) -> SettlementPeriodPayload:
        """In one's own program."""
        viewer = info.context.viewer
        key = key_of(input.payment_id, "SettlementPayment", path=("paymentId",))
        period = await ledger.record_payment(viewer.actor(), viewer.the_business(), key)
        return SettlementPeriodPayload(period=await read(info, "SettlementPeriod", period.id))
