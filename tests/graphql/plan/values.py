"""Values for arguments: mostly right ones of the viewer who will ask, sometimes another's, sometimes wrong ones."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

from graphql import GraphQLEnumType, GraphQLNamedType

from api.core.ids import to_global_id
from tests.graphql.plan.material import BAD_CURSORS, MALFORMED, Material
from tests.graphql.plan.sales import BILLS
from tests.graphql.plan.texts import MOMENTS, NASTY, NEVER
from tests.graphql.plan.town import Town
from tests.graphql.worlds import TYPE_OF

SIZES = (1, 1, 2, 2, 3, 3, 4, 5, 6, 7, 8, 9, 20, 100, None)
BAD_SIZES = (0, 101, -1, 2**31 - 1)
SEARCHES = {
    "purchases.search": (*BILLS, "a", "B%", "  A-1 ", "", "   "),
    "customers.search": ("guest", "98", "Zoë"),
    "products.search": ("good", "sku-1 7", "zzz"),
    "auditLog.action": ("identity", " identity.odd ", "points", "identity.staff_invited", "", "%", "\u2003"),
    "customerByPhone.phone": ("+919822041763", "98220 41763", "nobody"),
}
MONEY = {"minorUnits": (1, 40_000, -5, 9_007_199_254_740_991), "currency": ("INR", "KWD", "inr")}
SPENDING = (0, 1, 500, 40_000, 79_999, 9_007_199_254_740_991, -1)


class Enumerated(str):
    """The name of an enum's value, which is written without quotes in a document."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value goes: the field with its list of cursors, and the path of the argument below it."""

    parent: str
    field: str
    path: str
    id_type: str | None

    @property
    def name(self) -> str:
        """The last name of the path."""
        return self.path.rpartition(".")[2]


@dataclass(slots=True)
class Values:
    """Chooses values for one operation. `viewers` are the three who will ask it."""

    chance: Random
    town: Town
    material: Material
    viewers: Sequence[str]
    is_careful: bool = False
    """Whether all values are right."""

    def pick(
        self, place: Place, kind: GraphQLNamedType, turn: int, beside: Mapping[str, Any] | None = None
    ) -> Any:
        """A value for the viewer whose turn it is; `beside` are values of the same field, chosen before."""
        if isinstance(kind, GraphQLEnumType):
            return Enumerated(self.chance.choice(list(kind.values)))
        known: Mapping[str, Callable[[], Any]] = {
            "ID": lambda: self._id(place, turn),
            "Boolean": lambda: self.chance.random() < 0.5,
            "Int": lambda: self._size() if place.name == "first" else self.chance.randrange(1, 5),
            "Float": lambda: self.chance.choice((1, 0.5, 2.25)),
            "Points": lambda: self.chance.choice(MONEY.get(place.name, SPENDING)),
            "DateTime": self._moment,
            "Date": lambda: "2026-02-28",
        }
        found = known.get(kind.name)
        return found() if found is not None else self._text(place, turn, beside or {})

    def some_type(self) -> str:
        """A type of which the first viewer has ids."""
        found = self.material.ids[self.viewers[0]]
        return self.chance.choice([name for name, ids in found.items() if ids] or ["Card"])

    def _size(self) -> int | None:
        return self.chance.choice(BAD_SIZES) if self._dice() < 0.03 else self.chance.choice(SIZES)

    def _dice(self) -> float:
        return 0.5 if self.is_careful else self.chance.random()

    def _moment(self) -> str:
        if self._dice() < 0.2:
            return self.chance.choice((*MOMENTS, NEVER))
        ago = timedelta(hours=self.chance.randrange(-30, 400), microseconds=self.chance.randrange(10**6))
        return (self.town.now - ago).isoformat()

    def _text(self, place: Place, turn: int, beside: Mapping[str, Any]) -> str:
        if place.name == "after":
            return self._cursor(place, turn, beside)
        if place.name in MONEY:
            return str(self.chance.choice(MONEY[place.name]))
        texts = SEARCHES.get(f"{place.field}.{place.path}", NASTY)
        return self.chance.choice(texts) or "A"

    def _cursor(self, place: Place, turn: int, beside: Mapping[str, Any]) -> str:
        sort = beside.get("sort") or "NEWEST"
        label = f"{place.parent}.{place.field}" + (f"/{sort}" if place.field == "customers" else "")
        lists = self.material.cursors[self.viewers[turn]]
        dice = self._dice()
        if dice < 0.05:
            return self.chance.choice(BAD_CURSORS)
        if dice < 0.12 and self.material.stray:
            return self.chance.choice(self.material.stray)
        if dice < 0.2:
            label = self.chance.choice(list(lists))
        own = lists.get(label) or lists["Query.purchases"] or self.material.stray
        return self.chance.choice(own) if own else BAD_CURSORS[0]

    def _id(self, place: Place, turn: int) -> str:
        wanted = place.id_type or TYPE_OF.get(place.name, "Card")
        dice = self._dice()
        if dice < 0.03:
            return self.chance.choice(MALFORMED)
        if dice < 0.06:
            wanted = self.chance.choice(sorted(TYPE_OF.values()))
        elif dice < 0.09:
            return to_global_id(wanted, UUID(int=self.chance.getrandbits(128)))
        whose = self.viewers[turn] if dice < 0.85 else self.chance.choice(list(self.material.ids))
        found = self.material.ids[whose].get(wanted) or self.material.ids["owner"].get(wanted)
        return self.chance.choice(found or MALFORMED)
