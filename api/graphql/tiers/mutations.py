"""Changes of tiers."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from api import tiers
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
        viewer = info.context.viewer
        saved = await tiers.save_ladder(
            viewer.actor(),
            viewer.the_business(),
            input.value(),
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
