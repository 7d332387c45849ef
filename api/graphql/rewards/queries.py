"""Reads of rewards and vouchers."""

from typing import Annotated

import strawberry

from api import rewards
from api.core.errors import BadInput
from api.core.ids import key_of
from api.graphql.base import (
    Connection,
    Info,
    RateLimit,
    field,
    one,
    pages,
    query,
    read,
    read_all,
    requires,
    shown,
)
from api.graphql.rewards.enums import Fulfilment, RewardKind, VoucherState
from api.graphql.rewards.types import (
    MEMBERS,
    READERS,
    AvailableReward,
    Reward,
    Voucher,
    VoucherBatch,
    show_reason,
)

CARD = Annotated[strawberry.ID | None, strawberry.argument(description="One's own card.")]
CUSTOMER = Annotated[strawberry.ID | None, strawberry.argument(description="Or a customer, for staff.")]
STORE = Annotated[strawberry.ID | None, strawberry.argument(description="The store of the till, for staff.")]


@strawberry.input(description="Which rewards; what is left out does not narrow.")
class RewardFilter:
    """A filter."""

    is_active: bool | None = field("Only those in use, or out of use.", default=None)
    kind: RewardKind | None = field("Only of this kind.", default=None)
    category: str | None = field("Only on this shelf.", default=None)


@strawberry.input(description="Which vouchers; what is left out does not narrow.")
class VoucherFilter:
    """A filter."""

    reward_id: strawberry.ID | None = field("Only of this reward.", default=None)
    state: VoucherState | None = field("Only in this state.", default=None)
    fulfilment: Fulfilment | None = field(
        "Only so far handed over; what was taken back is left out.", default=None
    )
    code: str | None = field(
        "Only the one with this code; case, spaces and dashes do not count.", default=None
    )


@strawberry.type
class Queries:
    """Fields of Query."""

    rewards: Connection[Reward] = pages(
        "The catalogue of the caller's business, the cheapest first.",
        order="points_price, name, pk",
        args={
            "filter": Annotated[
                RewardFilter | None, strawberry.argument(description="Which ones; all when left out.")
            ]
        },
        filters={
            "filter.isActive": "self.is_active = :filter.isActive",
            "filter.kind": "self.kind = :filter.kind",
            "filter.category": "self.category = :filter.category",
        },
        guard=READERS,
    )
    reward: Reward | None = one(
        "A reward of the caller's business; null where there is none.",
        "self.pk = :id",
        args={"id": Annotated[strawberry.ID, strawberry.argument(description="Which reward.")]},
        ids={"id": "Reward"},
        guard=READERS,
    )
    vouchers: Connection[Voucher] = pages(
        "Vouchers of the caller's business, newest first.",
        order="issued_at desc, pk desc",
        args={
            "filter": Annotated[
                VoucherFilter | None, strawberry.argument(description="Which ones; all when left out.")
            ]
        },
        ids={"filter.rewardId": "Reward"},
        filters={
            "filter.rewardId": "self.reward_pk = :filter.rewardId",
            "filter.state": "self.state = :filter.state",
            "filter.fulfilment": "self.fulfilment = :filter.fulfilment AND self.state <> 'cancelled'",
            "filter.code": "self.code = upper(regexp_replace(:filter.code, '[^A-Za-z0-9]+', '', 'g'))",
        },
        guard=READERS,
    )
    voucher_batches: Connection[VoucherBatch] = pages(
        "Codes of the caller's business that were made together, newest first.",
        order="made_at desc, pk desc",
        guard=requires("rewards.manage"),
    )

    @query(
        MEMBERS,
        description="Rewards on show, the cheapest first, each with what stands against it: in the program of one's "
        "own card, or for a customer of the caller's business.",
        cost=20,
    )
    async def available_rewards(
        self,
        info: Info,
        card_id: CARD = None,
        customer_id: CUSTOMER = None,
        store_id: STORE = None,
    ) -> list[AvailableReward]:
        """For one member."""
        viewer = info.context.viewer
        if viewer.person_id is not None:
            card = key_of(_named(card_id, "cardId"), "Card", path=("cardId",))
            found = await rewards.available_own(viewer.person_id, card)
        else:
            member = key_of(_named(customer_id, "customerId"), "Customer", path=("customerId",))
            store = None if store_id is None else key_of(store_id, "Store", path=("storeId",))
            found = await rewards.available(viewer.the_business(), member, store_id=store)
        shelf = await read_all(info, "Reward", [each.reward.id for each in found])
        return [
            AvailableReward(
                reward=shelf[each.reward.id],
                can_redeem=not each.reasons,
                reasons=shown(each.reasons, show_reason),
            )
            for each in found
            if shelf[each.reward.id] is not None
        ]

    @query(
        requires("rewards.redeem"),
        description="The voucher of the caller's business with this code; null where there is none.",
        limit=RateLimit("voucher-by-code", "120/minute"),
    )
    async def voucher_by_code(
        self,
        info: Info,
        code: Annotated[
            str,
            strawberry.argument(description="As it is shown or typed; case, spaces and dashes do not count."),
        ],
    ) -> Voucher | None:
        """Of one's own business."""
        viewer = info.context.viewer
        found = await rewards.voucher_by_code(
            viewer.the_program(), viewer.the_business(), rewards.normalise_code(code)
        )
        voucher: Voucher | None = await read(info, "Voucher", None if found is None else found.id)
        return voucher

    @query(
        requires("rewards.manage"),
        description="The codes of a batch as CSV: code, state, valid_until, handed_out.",
        cost=100,
    )
    async def voucher_batch_csv(
        self,
        info: Info,
        batch_id: Annotated[strawberry.ID, strawberry.argument(description="Which batch.")],
    ) -> str:
        """Of one's own business."""
        key = key_of(batch_id, "VoucherBatch", path=("batchId",))
        return await rewards.batch_csv(info.context.viewer.the_business(), key)


def _named(given: strawberry.ID | None, field: str) -> strawberry.ID:
    if given is None:
        raise BadInput("Please say for whom.", path=(field,))
    return given
