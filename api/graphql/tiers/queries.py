"""Reads of tiers."""

from typing import Annotated

import strawberry

from api import businesses, tiers
from api.graphql.base import Info, Payload, field, one, query, requires
from api.graphql.tiers.inputs import TierLadderInput
from api.graphql.tiers.types import TierImpact, TierLadder, show_impact


@strawberry.type(description="What the rules would do.")
class TierImpactPayload(Payload):
    """An impact or why not."""

    impact: TierImpact | None = field("The impact; null when refused.", default=None)


@strawberry.type
class Queries:
    """Fields of Query."""

    tier_ladder: TierLadder | None = one(
        "The tiers of the caller's program; null where there are none.", "true", guard=requires("tiers.read")
    )

    @query(
        requires("tiers.manage"),
        description="What saving these rules would do to every member. Changes nothing.",
    )
    async def preview_tier_ladder(
        self,
        info: Info,
        input: Annotated[TierLadderInput, strawberry.argument(description="The rules to try.")],
    ) -> TierImpactPayload:
        """In one's own program."""
        viewer = info.context.viewer
        found = await tiers.preview_ladder(viewer.the_business(), input.value())
        program = await businesses.rules_for(viewer.the_program())
        return TierImpactPayload(impact=show_impact(found, program.currency))
