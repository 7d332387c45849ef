"""The tenant, added to every join by the reader and not by the author."""

from collections.abc import Iterable

from api.core.reading import Source
from api.graphql.base.plan.declare import Relation, Via


def condition(relation: Relation, source: Source, parent: Source | None, extra: Iterable[str] = ()) -> str:
    """The whole condition of a relation in the words of declarations: tenant, tie, and what arguments add."""
    return _all([*_tenant(relation, source, parent), relation.where, *extra])


def via_condition(via: Via, parent: Source | None) -> str:
    """The condition that ties the row of another source to its parent."""
    shared = () if parent is None else parent.tenant
    return _all([*(f"self.{name} = parent.{name}" for name in via.source.tenant if name in shared), via.on])


def _tenant(relation: Relation, source: Source, parent: Source | None) -> list[str]:
    if parent is None:
        return [f"self.{name} = viewer.{name}" for name in source.tenant] if relation.scoped else []
    return [f"self.{name} = parent.{name}" for name in source.tenant if name in parent.tenant]


def _all(conditions: Iterable[str]) -> str:
    return " AND ".join(f"({each})" for each in conditions if each) or "true"
