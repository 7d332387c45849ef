"""Changes of tiers."""

from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from api import rewards, tiers
from api.core.errors import NotFound
from api.core.ids import key_of
from api.graphql.base import Info, Payload, field, mutation, read, requires
from api.graphql.tiers.inputs import SaveTierLadderInput, SetCustomerTierInput
from api.graphql.tiers.types import TierLadder

if TYPE_CHECKING:
    from api.graphql.customers.types import Customer

CUSTOMERS = strawberry.lazy("api.graphql.customers.types")


@strawberry.type(description="The tiers as they are now.")
class TierLadderPayload(Payload):
    """A ladder or why not."""

    ladder: TierLadder | None = field("The ladder; null when refused.", default=None)


@strawberry.type(description="The customer on the tier.")
class CustomerTierPayload(Payload):
    """A customer or why not."""

    customer: Annotated["Customer", CUSTOMERS] | None = field(
        "The customer; null when refused.", default=None
    )


async def check_rewards(program_id: UUID, rules: tiers.LadderRules) -> None:
    """Refuses a reward that the program does not have with NOT_FOUND: tiers know nothing of rewards."""
    asked = [tier.reward_id for tier in rules.tiers if tier.reward_id is not None]
    known = await rewards.rewards_by_id(program_id, asked) if asked else {}
    for at, tier in enumerate(rules.tiers):
        if tier.reward_id is not None and tier.reward_id not in known:
            raise NotFound("There is no such reward.", path=("tiers", str(at), "rewardId"))


@strawberry.type
class Mutations:
    """Fields of Mutation."""

    @mutation(
        requires("tiers.manage"),
        description="Keeps the rules of the program's tiers and moves members by them; `previewTierLadder` says whom.",
    )
    async def save_tier_ladder(
        self,
        info: Info,
        input: Annotated[SaveTierLadderInput, strawberry.argument(description="The rules.")],
    ) -> TierLadderPayload:
        """In one's own program."""
        viewer, rules = info.context.viewer, input.value()
        await check_rewards(viewer.the_program(), rules)
        saved = await tiers.save_ladder(
            viewer.actor(),
            viewer.the_business(),
            rules,
            version=input.version,
            drops_at_once=input.drops_at_once,
        )
        return TierLadderPayload(ladder=await read(info, "TierLadder", saved.id))

    @mutation(requires("tiers.assign"), description="Puts a customer on a tier until a day, with a reason.")
    async def set_customer_tier(
        self,
        info: Info,
        input: Annotated[SetCustomerTierInput, strawberry.argument(description="Whom, which, until when.")],
    ) -> CustomerTierPayload:
        """A customer of one's own business."""
        viewer = info.context.viewer
        customer = key_of(input.customer_id, "Customer", path=("customerId",))
        await tiers.set_tier(
            viewer.actor(),
            viewer.the_business(),
            customer,
            key_of(input.tier_id, "Tier", path=("tierId",)),
            until=input.until,
            reason=input.reason,
        )
        return CustomerTierPayload(customer=await read(info, "Customer", customer))
