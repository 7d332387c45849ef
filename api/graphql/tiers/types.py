"""Tiers as clients see them."""

from datetime import date, datetime

import strawberry

from api import tiers as domain  # a field of the ladder bears the domain's name
from api.graphql.base import Money, Node, Points, column, field, many, one, opaque_id, reads, requires, staff
from api.graphql.tiers.enums import TierChangeReason, TierDowngrade, TierEffective, TierMeasure, TierWindow

BASIS_POINTS = 10_000


@reads(domain.TIER_BENEFITS)
@strawberry.type(description="Something that a tier brings, in words.")
class TierBenefit:
    """A benefit."""

    text: str = column("What it is.")
    icon: str = column("The name of its icon; may be empty.")


@reads(domain.TIERS, node="", guard=staff())
@strawberry.type(description="A step of a program's ladder.")
class Tier(Node):
    """A tier."""

    rank: int = column("Its place, counted from 1.")
    name: str = column("Its name.")
    threshold: Points = column("From how much on, in the ladder's measure.")
    multiplier: float = column(
        "What it multiplies the base rate of purchases by.", sql="self.multiplier_bp / 10000.0"
    )
    is_for_ever: bool = column("Whether it is kept for ever once it was reached.")
    colour: str = column("Its colour as #rrggbb; empty for the program's own.")
    icon: str = column("The name of its icon; may be empty.")
    benefits: list[TierBenefit] = many(
        "What it brings beside the multiplier.", "self.tier_pk = parent.pk", order="place"
    )
    reward_id: strawberry.ID | None = opaque_id(
        "The reward that is given on reaching it; null for nothing.", "reward_pk", "Reward"
    )
    member_count: int = column("How many members stand on it.", guard=requires("tiers.read"))


@reads(domain.TIER_LADDERS, node="", guard=requires("tiers.read"))
@strawberry.type(description="The rules by which members of a program rise.")
class TierLadder(Node):
    """A ladder."""

    measure: TierMeasure = column("What lifts a member.")
    window: TierWindow = column("The time that is looked at.")
    window_months: int = column("For ROLLING_MONTHS: how many.")
    effective: TierEffective = column("When a member goes up.")
    downgrade: TierDowngrade = column("How a member goes down.")
    grace_days: int = column("For how many days a tier is kept beyond its last day.")
    version: int = column("Counts changes; send it back with yours to notice somebody else's.")
    tiers: list[Tier] = many(
        "The steps, the lowest first.", "self.program_id = parent.program_id AND self.is_active", order="rank"
    )


@reads(domain.TIER_STANDINGS)
@strawberry.type(description="Where a member stands among the tiers.")
class TierStanding:
    """A standing."""

    tier: Tier | None = one("The tier; null below all.", "self.pk = parent.tier_pk")
    since: datetime | None = column("Since when; null for a step that asks for nothing.")
    keep_until: date | None = column("The last day on which it is kept whatever happens; null: for ever.")
    is_by_hand: bool = column("Whether somebody gave it, so that no review takes it.")
    measure: TierMeasure = column("What lifts a member.")
    measured: Points = column("What the member has by the measure.")
    next: Tier | None = one("The next tier; null at the top.", "self.pk = parent.next_pk")
    missing: Points | None = column("What is missing to it; null at the top.")
    share: float = column("The way from this tier to the next, 0 to 1; 1 at the top.")
    steps: list[Tier] = many(
        "All steps, the lowest first.", "self.program_id = parent.program_id AND self.is_active", order="rank"
    )


@reads(domain.TIER_CHANGES)
@strawberry.type(description="A change of a member's tier.")
class TierChange:
    """A change."""

    from_name: str | None = column("The tier before, as it was called; null for none.")
    to_name: str | None = column("The tier after; null for none.")
    is_up: bool = column("Whether it is a rise.")
    reason: TierChangeReason = column("Why.")
    note: str = column("What whoever did it by hand said; may be empty.")
    actor_name: str = column("Who did it; empty for the rules.")
    measured: Points = column("What the member had by the measure.")
    created_at: datetime = column("When.")


@strawberry.type(description="How many members go from one tier to another.")
class TierMove:
    """A move."""

    from_name: str | None = field("The tier before; null for none.")
    to_name: str | None = field("The tier after; null for none.")
    members: int = field("How many.")
    is_up: bool = field("Whether it is a rise.")


@strawberry.type(description="What saving these rules would do.")
class TierImpact:
    """An impact."""

    members: int = field("Members who did anything that counts, or have a tier.")
    moves_up: int = field("Members who go up at once.")
    moves_down: int = field(
        "Members who go down: at once if so wished, else when their tier is no longer kept."
    )
    moves: list[TierMove] = field("From where to where, the most first.")
    cost_points: Points = field("What the multipliers would have given more in the last twelve months.")
    cost: Money = field("The same as money, by what a point pays.")


def show_impact(found: domain.TierImpact, currency: str) -> TierImpact:
    """An impact."""
    return TierImpact(
        members=found.members,
        moves_up=found.moves_up,
        moves_down=found.moves_down,
        moves=[
            TierMove(from_name=move.from_name, to_name=move.to_name, members=move.members, is_up=move.is_up)
            for move in found.moves
        ],
        cost_points=Points(found.cost_points),
        cost=Money(minor_units=Points(found.cost_minor), currency=currency),
    )
