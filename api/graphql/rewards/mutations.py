"""Changes of rewards and vouchers."""

from typing import Annotated
from uuid import UUID

import strawberry

from api import rewards, wallet
from api.core.errors import BadInput, Refusal
from api.core.ids import key_of
from api.graphql.base import Info, RateLimit, customer, either, mutation, read, requires
from api.graphql.rewards.inputs import (
    CancelVoucherBatchInput,
    CancelVoucherInput,
    CaptureVoucherInput,
    CreateVoucherBatchInput,
    GiveVoucherInput,
    HoldRewardInput,
    RedeemRewardInput,
    RemoveRewardInput,
    SaveRewardInput,
    SetFulfilmentInput,
    SetRewardPictureInput,
    UseVoucherInput,
    VoidVoucherInput,
    optional_key,
)
from api.graphql.rewards.payloads import (
    CancelledBatchPayload,
    RewardPayload,
    VoucherBatchPayload,
    VoucherPayload,
    show_voucher,
)

MANAGE = requires("rewards.manage")
REDEEM = requires("rewards.redeem")


@strawberry.type
class CatalogueMutations:
    """Fields of Mutation about the catalogue and codes."""

    @mutation(MANAGE, description="Makes or changes a reward; vouchers keep the terms of their day.")
    async def save_reward(
        self, info: Info, input: Annotated[SaveRewardInput, strawberry.argument(description="The reward.")]
    ) -> RewardPayload:
        """In one's own business."""
        viewer = info.context.viewer
        saved = await rewards.save_reward(
            viewer.actor(),
            viewer.the_business(),
            input.wanted(),
            reward_id=optional_key(input.reward_id, "Reward", ("rewardId",)),
            version=input.version,
        )
        return RewardPayload(reward=await read(info, "Reward", saved.id))

    @mutation(MANAGE, description="Puts a reward out of use; vouchers of it stay good.")
    async def remove_reward(
        self, info: Info, input: Annotated[RemoveRewardInput, strawberry.argument(description="Which.")]
    ) -> RewardPayload:
        """In one's own business."""
        viewer = info.context.viewer
        key = key_of(input.reward_id, "Reward", path=("rewardId",))
        saved = await rewards.remove_reward(viewer.actor(), viewer.the_business(), key)
        return RewardPayload(reward=await read(info, "Reward", saved.id))

    @mutation(MANAGE, description="Gives a reward a picture, or takes it away.")
    async def set_reward_picture(
        self,
        info: Info,
        input: Annotated[SetRewardPictureInput, strawberry.argument(description="The picture.")],
    ) -> RewardPayload:
        """In one's own business."""
        viewer = info.context.viewer
        key = key_of(input.reward_id, "Reward", path=("rewardId",))
        saved = await rewards.set_picture(viewer.actor(), viewer.the_business(), key, input.content())
        return RewardPayload(reward=await read(info, "Reward", saved.id))

    @mutation(MANAGE, description="Makes codes for whoever will hold them, or brings codes in.")
    async def create_voucher_batch(
        self,
        info: Info,
        input: Annotated[CreateVoucherBatchInput, strawberry.argument(description="The batch.")],
    ) -> VoucherBatchPayload:
        """In one's own business."""
        viewer = info.context.viewer
        made = await rewards.create_batch(viewer.actor(), viewer.the_business(), input.value())
        return VoucherBatchPayload(
            batch=await read(info, "VoucherBatch", made.batch_id), is_replay=made.is_replay
        )

    @mutation(MANAGE, description="Takes back the codes of a batch that are nobody's and unused.")
    async def cancel_voucher_batch(
        self,
        info: Info,
        input: Annotated[CancelVoucherBatchInput, strawberry.argument(description="The batch.")],
    ) -> CancelledBatchPayload:
        """In one's own business."""
        viewer = info.context.viewer
        key = key_of(input.batch_id, "VoucherBatch", path=("batchId",))
        ended = await rewards.cancel_batch(viewer.actor(), viewer.the_business(), key, reason=input.reason)
        return CancelledBatchPayload(batch=await read(info, "VoucherBatch", key), cancelled=ended)

    @mutation(MANAGE, description="Gives a customer a voucher without points.")
    async def give_voucher(
        self, info: Info, input: Annotated[GiveVoucherInput, strawberry.argument(description="The present.")]
    ) -> VoucherPayload:
        """In one's own business."""
        viewer = info.context.viewer
        member = key_of(input.customer_id, "Customer", path=("customerId",))
        if (input.reward_id is None) == (input.code is None):
            raise BadInput("Name a reward or a code.", path=("rewardId",))
        if input.reward_id is None:
            handed = await rewards.hand_out(
                viewer.actor(), viewer.the_business(), member, input.code or "", reason=input.reason
            )
            return await show_voucher(info, handed)
        made = await rewards.give_by_hand(
            viewer.actor(),
            viewer.the_business(),
            member,
            key_of(input.reward_id, "Reward", path=("rewardId",)),
            idempotency_key=input.idempotency_key,
            reason=input.reason,
        )
        return await show_voucher(info, made.voucher, is_replay=made.is_replay)


@strawberry.type
class Mutations(CatalogueMutations):
    """Fields of Mutation."""

    @mutation(
        either(customer(), REDEEM),
        description="Redeems a reward: points are spent, a voucher is made.",
        limit=RateLimit("redeem-reward", "60/minute"),
    )
    async def redeem_reward(
        self,
        info: Info,
        input: Annotated[RedeemRewardInput, strawberry.argument(description="What and for whom.")],
    ) -> VoucherPayload:
        """For one's own card, or for a customer of one's own business."""
        viewer = info.context.viewer
        if viewer.person_id is not None:
            made = await rewards.redeem_own(viewer.actor(), viewer.person_id, _own(input))
        else:
            business = viewer.the_business()
            made = await rewards.redeem(viewer.actor(), business, _for_customer(business, input))
        return await show_voucher(info, made.voucher, is_replay=made.is_replay)

    @mutation(
        REDEEM,
        description="Holds a reward for fifteen minutes: points and stock are taken until it is captured.",
    )
    async def hold_reward(
        self,
        info: Info,
        input: Annotated[HoldRewardInput, strawberry.argument(description="What and for whom.")],
    ) -> VoucherPayload:
        """For a customer of one's own business."""
        viewer = info.context.viewer
        business = viewer.the_business()
        made = await rewards.hold(viewer.actor(), business, _for_customer(business, input))
        return await show_voucher(info, made.voucher, is_replay=made.is_replay)

    @mutation(REDEEM, description="Makes a held voucher the customer's.")
    async def capture_voucher(
        self, info: Info, input: Annotated[CaptureVoucherInput, strawberry.argument(description="Which.")]
    ) -> VoucherPayload:
        """Of one's own business."""
        viewer = info.context.viewer
        key = _voucher(input.voucher_id)
        return await show_voucher(info, await rewards.capture(viewer.actor(), viewer.the_business(), key))

    @mutation(REDEEM, description="Lets a held voucher go: points and stock come back.")
    async def void_voucher(
        self, info: Info, input: Annotated[VoidVoucherInput, strawberry.argument(description="Which.")]
    ) -> VoucherPayload:
        """Of one's own business."""
        viewer = info.context.viewer
        voided = await rewards.void(
            viewer.actor(), viewer.the_business(), _voucher(input.voucher_id), reason=input.reason or ""
        )
        return await show_voucher(info, voided)

    @mutation(
        REDEEM,
        description="Uses a voucher at a store: once, a gift card in parts.",
        limit=RateLimit("use-voucher", "120/minute"),
    )
    async def use_voucher(
        self, info: Info, input: Annotated[UseVoucherInput, strawberry.argument(description="The use.")]
    ) -> VoucherPayload:
        """Of one's own business."""
        viewer = info.context.viewer
        used = await rewards.use(viewer.actor(), viewer.the_business(), input.value())
        return await show_voucher(info, used.voucher, is_replay=used.is_replay)

    @mutation(
        MANAGE, description="Takes an unused voucher back: points to their own lots, the piece to the stock."
    )
    async def cancel_voucher(
        self, info: Info, input: Annotated[CancelVoucherInput, strawberry.argument(description="Which.")]
    ) -> VoucherPayload:
        """Of one's own business."""
        viewer = info.context.viewer
        cancelled = await rewards.cancel(
            viewer.actor(), viewer.the_business(), _voucher(input.voucher_id), reason=input.reason
        )
        return await show_voucher(info, cancelled)

    @mutation(REDEEM, description="Says how far the handing over of a voucher has come.")
    async def set_fulfilment(
        self, info: Info, input: Annotated[SetFulfilmentInput, strawberry.argument(description="The step.")]
    ) -> VoucherPayload:
        """Of one's own business."""
        viewer = info.context.viewer
        saved = await rewards.set_fulfilment(
            viewer.actor(),
            viewer.the_business(),
            _voucher(input.voucher_id),
            rewards.Fulfilment[input.fulfilment.name],
        )
        return await show_voucher(info, saved)


def _voucher(voucher_id: strawberry.ID) -> UUID:
    return key_of(voucher_id, "Voucher", path=("voucherId",))


def _own(input: RedeemRewardInput) -> rewards.RedeemReward:
    if input.card_id is None:
        raise BadInput("Please say for which of your cards.", path=("cardId",))
    return rewards.RedeemReward(
        idempotency_key=input.idempotency_key,
        membership_id=key_of(input.card_id, "Card", path=("cardId",)),
        reward_id=key_of(input.reward_id, "Reward", path=("rewardId",)),
    )


def _for_customer(business_id: UUID, input: RedeemRewardInput | HoldRewardInput) -> rewards.RedeemReward:
    if (input.customer_id is None) == (input.customer_token is None):
        raise BadInput("Name the customer in one way.", path=("customerId",))
    problem: Refusal | None = None
    if input.customer_token is not None:
        seen = wallet.token_holder(business_id, input.customer_token)
        problem, member = seen.problem, seen.membership_id
    else:
        member = key_of(input.customer_id or "", "Customer", path=("customerId",))
    return rewards.RedeemReward(
        idempotency_key=input.idempotency_key,
        membership_id=member,
        reward_id=key_of(input.reward_id, "Reward", path=("rewardId",)),
        store_id=optional_key(input.store_id, "Store", ("storeId",)),
        customer_problem=problem,
    )
