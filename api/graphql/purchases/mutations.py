"""Changes of sales and of earn rules."""

import math
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from api import purchases
from api.core.errors import BadInput
from api.core.ids import key_of
from api.graphql.base import Info, Payload, Points, field, mutation, read, requires
from api.graphql.purchases.enums import EarnRuleKind
from api.graphql.purchases.inputs import EarnRuleConditionsInput, optional_key
from api.graphql.purchases.recording import BillMutations
from api.graphql.purchases.rule_types import BASIS_POINTS, EarnRule

if TYPE_CHECKING:
    from api.graphql.businesses.types import EarnRateInput

BUSINESSES = strawberry.lazy("api.graphql.businesses.types")
DEFAULT_PRIORITY = 100


@strawberry.input(description="An earn rule: a new one, or all values of an existing one.")
class SaveEarnRuleInput:
    """A rule."""

    rule_id: strawberry.ID | None = field("The rule to change; a new one when left out.", default=None)
    name: str = field("Its name, shown on the bill, up to 120 characters.")
    kind: EarnRuleKind = field("What it gives: then exactly the value of that kind is needed.")
    priority: int | None = field(
        "Order among rates: the lowest is tried first; 100 when left out.", default=None
    )
    conditions: EarnRuleConditionsInput | None = field("When it holds; always when left out.", default=None)
    earn_rate: Annotated["EarnRateInput", BUSINESSES] | None = field("For a RATE.", default=None)
    multiplier: float | None = field("For a MULTIPLIER: more than 1, at most 100.", default=None)
    bonus_points: Points | None = field("For a BONUS.", default=None)
    cap_points: Points | None = field("The most that it gives to one bill.", default=None)
    starts_at: datetime | None = field("From this moment on; at once when left out.", default=None)
    ends_at: datetime | None = field("Before this moment; without end when left out.", default=None)
    is_active: bool | None = field("Whether it is in use; it is when left out.", default=None)
    version: int | None = field("The version that you read, to notice somebody else's change.", default=None)

    def value(self) -> purchases.NewEarnRule:
        """As the domain's rule."""
        return purchases.NewEarnRule(
            name=self.name,
            kind=purchases.EarnRuleKind[self.kind.name],
            priority=DEFAULT_PRIORITY if self.priority is None else self.priority,
            conditions=self.conditions.value() if self.conditions else purchases.EarnConditions(),
            rate=self.earn_rate.value() if self.earn_rate else None,
            multiplier_bp=_basis_points(self.multiplier),
            bonus_points=self.bonus_points,
            cap_points=self.cap_points,
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            is_active=self.is_active is not False,
        )


def _basis_points(multiplier: float | None) -> int | None:
    if multiplier is None:
        return None
    if not math.isfinite(multiplier):
        raise BadInput("A multiplier is more than 1 and at most 100.", path=("multiplier",))
    return round(multiplier * BASIS_POINTS)


@strawberry.input(description="An earn rule to put out of use.")
class RemoveEarnRuleInput:
    """Which rule."""

    rule_id: strawberry.ID = field("The rule.")


@strawberry.type(description="The earn rule after the change.")
class EarnRulePayload(Payload):
    """A rule or why not."""

    earn_rule: EarnRule | None = field("The rule; null when refused.", default=None)


@strawberry.type
class Mutations(BillMutations):
    """Fields of Mutation."""

    @mutation(requires("program.manage"), description="Makes or changes a rule by which purchases earn.")
    async def save_earn_rule(
        self, info: Info, input: Annotated[SaveEarnRuleInput, strawberry.argument(description="The rule.")]
    ) -> EarnRulePayload:
        """In one's own business."""
        viewer = info.context.viewer
        saved = await purchases.save_earn_rule(
            viewer.actor(),
            viewer.the_business(),
            input.value(),
            rule_id=optional_key(input.rule_id, "EarnRule", ("ruleId",)),
            version=input.version,
        )
        return EarnRulePayload(earn_rule=await read(info, "EarnRule", saved.id))

    @mutation(
        requires("program.manage"),
        description="Puts an earn rule out of use; bills that earned by it still name it.",
    )
    async def remove_earn_rule(
        self,
        info: Info,
        input: Annotated[RemoveEarnRuleInput, strawberry.argument(description="Which rule.")],
    ) -> EarnRulePayload:
        """In one's own business."""
        viewer = info.context.viewer
        key = key_of(input.rule_id, "EarnRule", path=("ruleId",))
        removed = await purchases.remove_earn_rule(viewer.actor(), viewer.the_business(), key)
        return EarnRulePayload(earn_rule=await read(info, "EarnRule", removed.id))
