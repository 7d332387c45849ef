"""A ladder to save or to try, and a tier given by hand."""

from datetime import date

import strawberry

from api import tiers as domain  # a field of the ladder bears the domain's name
from api.core.errors import BadInput
from api.core.ids import key_of
from api.graphql.base import Points, field
from api.graphql.tiers.enums import TierDowngrade, TierEffective, TierMeasure, TierWindow
from api.graphql.tiers.types import BASIS_POINTS

MAX_MULTIPLIER = 100


@strawberry.input(description="Something that a tier brings, in words.")
class TierBenefitInput:
    """A benefit."""

    text: str = field("What it is, 1 to 160 characters.")
    icon: str = field("The name of an icon, or nothing.", default="")


@strawberry.input(description="A step of the ladder.")
class TierInput:
    """A step."""

    id: strawberry.ID | None = field("Which step it is, where it exists already.", default=None)
    name: str = field("Its name, 1 to 60 characters.")
    threshold: Points = field("From how much on, in the ladder's measure.")
    multiplier: float = field("What it multiplies the base rate of purchases by, 0 to 100.", default=1.0)
    is_for_ever: bool = field("Whether it is kept for ever once it was reached.", default=False)
    colour: str = field("Its colour as #rrggbb, or nothing.", default="")
    icon: str = field("The name of an icon, or nothing.", default="")
    benefits: list[TierBenefitInput] | None = field("What it brings, at most 12.", default=None)
    reward_id: strawberry.ID | None = field("A reward that is given on reaching it.", default=None)

    def value(self, at: int) -> domain.NewTier:
        """As the domain takes it."""
        path = ("tiers", str(at))
        if not 0 <= self.multiplier <= MAX_MULTIPLIER:
            raise BadInput(f"A multiplier is between 0 and {MAX_MULTIPLIER}.", path=(*path, "multiplier"))
        return domain.NewTier(
            name=self.name,
            threshold=int(self.threshold),
            multiplier_bp=round(self.multiplier * BASIS_POINTS),
            is_for_ever=self.is_for_ever,
            colour=self.colour,
            icon=self.icon,
            benefits=tuple(domain.TierBenefit(each.text, each.icon) for each in self.benefits or ()),
            reward_id=key_of(self.reward_id, "Reward", path=(*path, "rewardId")) if self.reward_id else None,
            id=key_of(self.id, "Tier", path=(*path, "id")) if self.id else None,
        )


@strawberry.input(description="The rules of a program's tiers, whole.")
class TierLadderInput:
    """A ladder."""

    measure: TierMeasure = field("What lifts a member.")
    window: TierWindow = field("The time that is looked at.")
    window_months: int = field("For ROLLING_MONTHS: how many, 1 to 60.", default=12)
    effective: TierEffective | None = field("When a member goes up; at once when left out.", default=None)
    downgrade: TierDowngrade | None = field(
        "How a member goes down; to where the numbers say when left out.", default=None
    )
    grace_days: int = field("For how many days a tier is kept beyond its last day, 0 to 366.", default=0)
    tiers: list[TierInput] = field(
        "The steps, the lowest first, 1 to 10; each asks for more than the one before."
    )

    def value(self) -> domain.LadderRules:
        """As the domain takes it."""
        return domain.LadderRules(
            measure=domain.TierMeasure[self.measure.name],
            window=domain.TierWindow[self.window.name],
            tiers=tuple(each.value(at) for at, each in enumerate(self.tiers)),
            window_months=self.window_months,
            effective=domain.TierEffective[self.effective.name if self.effective else "NOW"],
            downgrade=domain.TierDowngrade[self.downgrade.name if self.downgrade else "FULL"],
            grace_days=self.grace_days,
        )


@strawberry.input(description="The rules of a program's tiers, to keep.")
class SaveTierLadderInput(TierLadderInput):
    """A ladder to save."""

    version: int | None = field(
        "The version that you saw, 0 for none; refused with CONFLICT where somebody changed it since.",
        default=None,
    )
    drops_at_once: bool = field(
        "Whether members who would stand lower go down now; else they keep their tier as long as was promised.",
        default=False,
    )


@strawberry.input(description="A tier that a customer is given whatever the numbers say.")
class SetCustomerTierInput:
    """A tier by hand."""

    customer_id: strawberry.ID = field("Whom.")
    tier_id: strawberry.ID = field("Which tier.")
    until: date = field("The last day, within ten years; reviews leave it alone until then.")
    reason: str = field("Why, 1 to 300 characters; it stands in the customer's history.")
