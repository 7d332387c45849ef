"""Changes of stamp cards."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from api import stamps
from api.core.ids import key_of
from api.graphql.base import Info, Payload, field, mutation, read, read_all, requires
from api.graphql.stamps.inputs import (
    IssueStampsInput,
    RemoveStampDesignInput,
    SaveStampDesignInput,
    UndoStampsInput,
    optional_key,
)
from api.graphql.stamps.types import StampCard, StampDesign, StampEntry

if TYPE_CHECKING:
    from api.graphql.customers.types import Customer

CUSTOMERS = strawberry.lazy("api.graphql.customers.types")


@strawberry.type(description="The stamp card as it is offered now.")
class StampDesignPayload(Payload):
    """A design or why not."""

    stamp_design: StampDesign | None = field("The stamp card; null when refused.", default=None)


@strawberry.type(description="The cards that were stamped, what was put on or taken off, and the customer.")
class StampsPayload(Payload):
    """Stamps or why not."""

    stamp_cards: list[StampCard] = field(
        "The cards as they are now, in the order in which they were stamped; empty when refused.",
        default_factory=list,
    )
    entries: list[StampEntry] = field(
        "What was put on each card, or taken off; empty when refused.", default_factory=list
    )
    customer: Annotated["Customer", CUSTOMERS] | None = field("The customer after it.", default=None)
    is_replay: bool = field("Whether this key had been used before: nothing was done again.", default=False)


@strawberry.type
class Mutations:
    """Fields of Mutation."""

    @mutation(requires("stamps.manage"), description="Offers a stamp card, or changes one.")
    async def save_stamp_design(
        self,
        info: Info,
        input: Annotated[SaveStampDesignInput, strawberry.argument(description="The stamp card.")],
    ) -> StampDesignPayload:
        """In one's own business."""
        viewer = info.context.viewer
        saved = await stamps.save_design(
            viewer.actor(),
            viewer.the_business(),
            input.value(),
            design_id=optional_key(input.design_id, "StampDesign", "designId"),
            version=input.version,
        )
        return StampDesignPayload(stamp_design=await read(info, "StampDesign", saved.id))

    @mutation(
        requires("stamps.manage"),
        description="Puts a stamp card out of use: nothing is stamped on it any more; vouchers stay good.",
    )
    async def remove_stamp_design(
        self,
        info: Info,
        input: Annotated[RemoveStampDesignInput, strawberry.argument(description="Which one.")],
    ) -> StampDesignPayload:
        """In one's own business."""
        viewer = info.context.viewer
        key = key_of(input.design_id, "StampDesign", path=("designId",))
        removed = await stamps.remove_design(viewer.actor(), viewer.the_business(), key)
        return StampDesignPayload(stamp_design=await read(info, "StampDesign", removed.id))

    @mutation(
        requires("stamps.issue"),
        description="Gives stamps by hand. A full card gives its voucher, what is over goes onto the next card.",
    )
    async def issue_stamps(
        self, info: Info, input: Annotated[IssueStampsInput, strawberry.argument(description="The stamps.")]
    ) -> StampsPayload:
        """In one's own business."""
        viewer = info.context.viewer
        act = await stamps.issue_stamps(viewer.actor(), viewer.the_business(), input.value())
        return await _shown(info, act)

    @mutation(
        requires("stamps.issue"),
        description="Takes back stamps given by hand, within the program's time for undoing, with an unused voucher.",
    )
    async def undo_stamps(
        self, info: Info, input: Annotated[UndoStampsInput, strawberry.argument(description="Which ones.")]
    ) -> StampsPayload:
        """In one's own business."""
        viewer = info.context.viewer
        act = await stamps.undo_stamps(viewer.actor(), viewer.the_business(), input.value())
        return await _shown(info, act)


async def _shown(info: Info, act: stamps.StampAct) -> StampsPayload:
    """A card that was emptied and waits behind another is not shown."""
    cards = await read_all(info, "StampCard", act.card_ids)
    entries = await read_all(info, "StampEntry", act.stamp_ids)
    return StampsPayload(
        stamp_cards=[card for card in cards.values() if card is not None],
        entries=[entry for entry in entries.values() if entry is not None],
        customer=await read(info, "Customer", act.membership_id),
        is_replay=act.is_replay,
    )
