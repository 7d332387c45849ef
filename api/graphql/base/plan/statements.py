"""From a declaration's words to the parts of a SELECT, the same for a batch of the executor and for a whole plan."""

from dataclasses import dataclass

from api.core.paging import page_size
from api.core.reading import Source
from api.graphql.base.plan.arguments import given, picked
from api.graphql.base.plan.bindings import Bindings, Site
from api.graphql.base.plan.catalog import catalog
from api.graphql.base.plan.cursors import Order
from api.graphql.base.plan.declare import Coerced, Pages, Relation
from api.graphql.base.plan.scope import condition
from api.graphql.base.plan.words import fill


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks: the alias of `self`, the alias of `parent`, and where arguments and viewer are bound."""

    bindings: Bindings
    own: str
    parent: str
    site: Site | None = None

    def say(self, text: str) -> str:
        """The words as SQL."""
        return fill(
            text,
            own=self.own,
            parent=lambda name: f"{self.parent}.{name}",
            viewer=self.bindings.viewer,
            argument=self._argument,
        )

    def _argument(self, path: str) -> str:
        if self.site is None:
            raise LookupError(f"there is no argument {path} here")
        return self.bindings.argument(self.site, path)


def where(relation: Relation, source: Source, parent: Source | None, values: Coerced) -> str:
    """The condition of the rows, in the words of declarations."""
    return condition(relation, source, parent, given(values, relation))


@dataclass(frozen=True, slots=True)
class Window:
    """Which page is asked for. `after` is the condition that rows stand behind the cursor."""

    size: int
    order: Order
    after: str | None

    @property
    def starts_later(self) -> bool:
        """Whether the page begins after a cursor."""
        return self.after is not None


def window(pages: Pages, source: Source, values: Coerced, voice: Voice, site: Site) -> Window:
    """The page that these arguments ask for. Refuses with BAD_PAGE_SIZE; a bad cursor is refused when it is bound."""
    order = chosen_order(pages, values)
    size = page_size(values.get("first"))
    if values.get("after") is None:
        return Window(size, order, None)
    types = [catalog.type_of(source.view, name) for name in order.columns]
    places = [
        voice.bindings.bind(
            ("after", site.index, order.tag, place),
            lambda moment, place=place: order.decoded(moment.arguments[site.index]["after"], types)[place],  # type: ignore[misc]
            kind,
        )
        for place, kind in enumerate(types)
    ]
    return Window(size, order, order.beyond(voice.own, places))


def chosen_order(pages: Pages, values: Coerced) -> Order:
    """The order that an enum argument names, else the first."""
    for path, orders in pages.orders.items():
        value = picked(values, path)
        name = next(iter(orders)) if value is None else value.name
        return Order.of(orders[name], name.lower())
    return Order.of(pages.order)
