"""Payloads of rewards and vouchers."""

from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from api import rewards
from api.graphql.base import Info, Payload, field, read
from api.graphql.rewards.types import Reward, Voucher, VoucherBatch

if TYPE_CHECKING:
    from api.graphql.customers.types import Customer
    from api.graphql.wallet.types import Card

CUSTOMERS = strawberry.lazy("api.graphql.customers.types")
WALLET = strawberry.lazy("api.graphql.wallet.types")


@strawberry.type(description="The reward as it is now.")
class RewardPayload(Payload):
    """A reward or why not."""

    reward: Reward | None = field("The reward; null when refused.", default=None)


@strawberry.type(description="The voucher as it is now, and whose it is.")
class VoucherPayload(Payload):
    """A voucher or why not."""

    voucher: Voucher | None = field("The voucher; null when refused.", default=None)
    card: Annotated["Card", WALLET] | None = field(
        "The card with its new balance, for its holder; null for staff.", default=None
    )
    customer: Annotated["Customer", CUSTOMERS] | None = field(
        "The customer with the new balance, for staff; null for the holder and for nobody's.", default=None
    )
    is_replay: bool = field("Whether this key had been used before: nothing was done again.", default=False)


@strawberry.type(description="The batch as it is now.")
class VoucherBatchPayload(Payload):
    """A batch or why not."""

    batch: VoucherBatch | None = field("The batch; null when refused.", default=None)
    is_replay: bool = field("Whether this key had been used before: nothing was done again.", default=False)


@strawberry.type(description="The batch as it is now, and how many of its codes were taken back.")
class CancelledBatchPayload(Payload):
    """A batch or why not."""

    batch: VoucherBatch | None = field("The batch; null when refused.", default=None)
    cancelled: int = field("How many codes were taken back now.", default=0)


async def show_voucher(
    info: Info, voucher: rewards.VoucherInfo, *, is_replay: bool = False
) -> VoucherPayload:
    """The voucher with the side that the caller sees of its member."""
    member: UUID | None = voucher.membership_id
    is_holder = info.context.viewer.person_id is not None
    return VoucherPayload(
        voucher=await read(info, "Voucher", voucher.id),
        card=await read(info, "Card", member) if is_holder else None,
        customer=None if is_holder else await read(info, "Customer", member),
        is_replay=is_replay,
    )
