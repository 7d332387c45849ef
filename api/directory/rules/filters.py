"""What each filter and sort means: once, for the read plan, the search, the count and every selection.

`self.x` is a column of `read.directory`, `:value` the filter's value, `viewer.now` the moment.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime

from api.directory.types import DirectoryFilter, Sort

LIFECYCLE = "read.customer_lifecycle(self.visits)"
STANDING = "read.customer_standing(self.status, self.visits, self.last_visit_at, self.joined_at, viewer.now)"
DAY = "* interval '1 day'"


def _linked(view: str, tie: str, more: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM read.{view} link WHERE link.program_id = self.program_id "
        f"AND link.{tie} = self.pk AND {more})"
    )


OURS = "link.business_id = self.business_id"
CONDITIONS: Mapping[str, str] = {
    "status": "self.status = :value",
    "standing": f"{STANDING} = :value",
    "lifecycle": f"{LIFECYCLE} = :value",
    "tag_id": _linked("member_tag", "membership_pk", f"{OURS} AND link.pk = :value"),
    "tier_id": _linked("tier_member", "pk", "link.tier_pk = :value"),
    "store_id": _linked("enrolment", "pk", "link.store_pk = :value"),
    "consent": _linked("granted", "membership_pk", f"{OURS} AND link.channel = :value"),
    "has_kids": f"{_linked('kid', 'membership_pk', OURS)} = :value",
    "has_email": "(self.email IS NOT NULL) = :value",
    "has_voucher": f"{_linked('open_voucher', 'membership_pk', OURS)} = :value",
    "birth_month": "self.birth_month = :value",
    # who has no account holds 0: said twice, so that more than that is looked for among accounts
    "min_balance": "self.points_key >= :value AND (:value <= 0 OR self.points_held >= :value)",
    "max_balance": "self.points_key <= :value",
    "min_visits": "self.visits >= :value",
    "max_visits": "self.visits <= :value",
    "min_spent_minor_units": "self.spent_key >= :value",
    "max_spent_minor_units": "self.spent_key <= :value",
    "last_visit_before": "self.visited_at < :value",
    "last_visit_after": "self.visited_at >= :value",
    "joined_before": "self.met_at < :value",
    "joined_after": "self.met_at >= :value",
    "away_days": f"self.visited_at < viewer.now - :value {DAY}",
    "seen_days": f"self.visited_at >= viewer.now - :value {DAY}",
    "joined_days": f"self.met_at >= viewer.now - :value {DAY}",
}
"""Filter -> the condition that it adds."""

_WORD = re.compile(r"\bself\.([a-z_]+)|\bviewer\.now\b|:value\b")


@dataclass(frozen=True, slots=True)
class Order:
    """A keyset order: the column of `read.directory`, its kind in a cursor, and the direction of both keys."""

    column: str
    kind: type
    is_descending: bool

    @property
    def words(self) -> str:
        """As a declaration says it."""
        direction = " desc" if self.is_descending else ""
        return f"{self.column}{direction}, pk{direction}"


ORDERS: Mapping[Sort, Order] = {
    Sort.NEWEST: Order("met_at", datetime, True),
    Sort.OLDEST: Order("met_at", datetime, False),
    Sort.NAME: Order("name_key", str, False),
    Sort.NAME_FROM_END: Order("name_key", str, True),
    Sort.LAST_VISIT: Order("visited_at", datetime, True),
    Sort.LONGEST_AWAY: Order("visited_at", datetime, False),
    Sort.SPENT: Order("spent_key", int, True),
    Sort.LEAST_SPENT: Order("spent_key", int, False),
    Sort.BALANCE: Order("points_key", int, True),
    Sort.LEAST_BALANCE: Order("points_key", int, False),
    Sort.VISITS: Order("visits", int, True),
    Sort.LEAST_VISITS: Order("visits", int, False),
}


def given(narrowed: DirectoryFilter) -> Iterator[tuple[str, object]]:
    """Name and value of each filter that narrows, in the order of declaration."""
    for each in fields(narrowed):
        value = getattr(narrowed, each.name)
        if value is not None:
            yield each.name, value


def condition(name: str, alias: str, bind: Callable[[object], str], value: object) -> str:
    """The filter's condition as SQL about `alias`; `bind` gives a value its place."""
    place = ""

    def spoken(match: re.Match[str]) -> str:
        nonlocal place
        if match[1]:
            return f"{alias}.{match[1]}"
        if match[0] == "viewer.now":
            return "now()"
        place = place or bind(value)
        return place

    return _WORD.sub(spoken, CONDITIONS[name])
