"""A compiled operation: its statement, what it binds, and who may run it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import FieldNode, GraphQLField
from graphql.execution.values import FragmentVariableValues

from api.graphql.base.access import Guard
from api.graphql.base.plan.arguments import coerced
from api.graphql.base.plan.bindings import Binder, Moment, now
from api.graphql.base.plan.declare import Coerced
from api.graphql.base.plan.together import Statement
from api.graphql.base.viewer import Viewer


class Unplannable(Exception):
    """Only the executor can answer this, and why."""


@dataclass(frozen=True, slots=True)
class ArgumentSite:
    """A field of the operation that has arguments."""

    field: GraphQLField
    node: FieldNode
    fragment: FragmentVariableValues | None

    def values(self, variables: Mapping[str, Any]) -> Coerced:
        """Its arguments with these variables."""
        return coerced(self.field, self.node, variables, self.fragment)


@dataclass(frozen=True, slots=True)
class Plan:
    """One statement for one operation and one shape of its variables."""

    statement: Statement
    binders: tuple[Binder, ...]
    guards: tuple[Guard, ...]
    sites: Sequence[ArgumentSite]
    topic: Callable[[Moment], str] | None = None
    """What a subscription listens to."""
    checks: tuple[Binder, ...] = ()
    """Values that the statement has no use for, but that may have to be refused."""
    under: dict[str, Statement] = field(default_factory=dict, compare=False)
    """The statement under further conditions, written once each."""

    def proven(self, condition: str, kinds: tuple[str, ...]) -> Statement:
        """The statement that answers under a further condition alone, whose values follow the plan's own."""
        found = self.under.get(condition)
        if found is None:
            places = [f"${len(self.binders) + place}::{kind}" for place, kind in enumerate(kinds, 1)]
            value = f"CASE WHEN {condition.format(*places)} THEN {self.statement.value} END"
            found = self.under[condition] = Statement(value, self.statement.kinds + kinds)
        return found

    def admits(self, viewer: Viewer) -> bool:
        """Whether the viewer may read all of it; who may not gets the executor's errors."""
        return all(guard.admits(viewer) for guard in self.guards)

    def values(self, moment: Moment) -> list[object]:
        """What to bind in this run. Refuses arguments that cannot be, as the executor does."""
        for check in self.checks:
            check(moment)
        return [bind(moment) for bind in self.binders]

    def again(self, values: Sequence[object], moment: Moment) -> list[object]:
        """`values` of an earlier run of the same caller and arguments, for this moment."""
        return [
            moment.now if bind is now else value for bind, value in zip(self.binders, values, strict=True)
        ]

    def arguments(self, variables: Mapping[str, Any]) -> list[Coerced]:
        """The arguments of each field that has some."""
        return [site.values(variables) for site in self.sites]
