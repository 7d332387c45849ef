"""Values of a statement: what is bound is said while the text is written, and looked up when the statement runs."""

import re
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime

from graphql import GraphQLField

from api.graphql.base.plan.arguments import bound, sql_type
from api.graphql.base.plan.declare import Coerced, Relation
from api.graphql.base.plan.together import Statement
from api.graphql.base.plan.words import VIEWER_TYPES
from api.graphql.base.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Moment:
    """One run of a statement: who asks, when, and the arguments of each field that has some."""

    viewer: Viewer
    now: datetime
    arguments: Sequence[Coerced]


Binder = Callable[[Moment], object]


def now(moment: Moment) -> datetime:
    """The one value that is another at each run of the same operation by the same caller."""
    return moment.now


_PLACE = re.compile(r"\$(\d+)::")


@dataclass(frozen=True, slots=True)
class Site:
    """A field of an operation with arguments; `index` is its place in `Moment.arguments`."""

    field: GraphQLField
    relation: Relation
    index: int


class Bindings:
    """The bound values of one statement. The first `reserved` places are the caller's own."""

    def __init__(self, reserved: int = 0) -> None:
        self._reserved = reserved
        self._places: dict[Hashable, int] = {}
        self._binders: list[Binder] = []
        self._kinds: list[str] = []

    def viewer(self, name: str) -> str:
        """SQL for what is known of the caller."""
        if name == "now":
            return self.bind(("viewer", name), now, VIEWER_TYPES[name])
        if name == "staff_id":
            return self.bind(
                ("viewer", name), lambda moment: moment.viewer.acting_as.staff_id, VIEWER_TYPES[name]
            )
        return self.bind(("viewer", name), lambda moment: getattr(moment.viewer, name), VIEWER_TYPES[name])

    def argument(self, site: Site, path: str) -> str:
        """SQL for an argument of a field."""
        index, relation = site.index, site.relation
        return self.bind(
            ("argument", index, path),
            lambda moment: bound(moment.arguments[index], path, relation),
            sql_type(site.field, path),
        )

    def bind(self, key: Hashable, binder: Binder, kind: str) -> str:
        """SQL for a value, which is bound once however often it is used."""
        if key not in self._places:
            self._binders.append(binder)
            self._kinds.append(kind)
            self._places[key] = self._reserved + len(self._binders)
        return f"${self._places[key]}::{kind}"

    def values(self, moment: Moment) -> list[object]:
        """What to bind in this run. Refuses arguments that cannot be, as the executor does."""
        return [binder(moment) for binder in self._binders]

    def settled(self, sql: str) -> tuple[Statement, tuple[Binder, ...], tuple[Binder, ...]]:
        """The statement with its places counted anew; the values that it binds; those that it has no use for.

        A page of which only the total is asked for binds no cursor: PostgreSQL refuses a value that it cannot type, and
        a wrong cursor is refused all the same.
        """
        used = sorted({int(match[1]) for match in _PLACE.finditer(sql)})
        places = {old: new for new, old in enumerate(used, 1)}
        text = _PLACE.sub(lambda match: f"${places[int(match[1])]}::", sql)
        idle = [binder for place, binder in enumerate(self._binders, 1) if place not in places]
        kinds = tuple(self._kinds[place - 1] for place in used)
        return Statement(text, kinds), tuple(self._binders[place - 1] for place in used), tuple(idle)
