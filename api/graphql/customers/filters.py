"""What narrows the list of customers, as clients say it and as the domain takes it."""

import re
from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from enum import Enum

import strawberry

from api import directory
from api.core.ids import key_of
from api.graphql.base import Points, field
from api.graphql.customers.enums import ConsentChannel, CustomerLifecycle, CustomerStanding, CustomerStatus

IDS = {"tagId": "Tag", "tierId": "Tier", "storeId": "Store"}
SMALLEST = "in the smallest unit of the program's currency."
_UNDERSCORE = re.compile(r"_([a-z])")


def contract_name(name: str) -> str:
    """`min_balance` as `minBalance`."""
    return _UNDERSCORE.sub(lambda match: match[1].upper(), name)


@strawberry.input(description="Narrows the list of customers; what is left out does not narrow.")
class CustomerFilter:
    """A filter."""

    status: CustomerStatus | None = field("With this status, which is set by hand.", default=None)
    standing: CustomerStanding | None = field("With whom things stand so.", default=None)
    lifecycle: CustomerLifecycle | None = field("Who has come this far.", default=None)
    tag_id: strawberry.ID | None = field("With this label.", default=None)
    tier_id: strawberry.ID | None = field("On this tier.", default=None)
    store_id: strawberry.ID | None = field("Who joined at this store.", default=None)
    consent: ConsentChannel | None = field("Who agreed to be reached in this way.", default=None)
    has_kids: bool | None = field("With (true) or without children.", default=None)
    has_email: bool | None = field("With (true) or without an e-mail address.", default=None)
    has_voucher: bool | None = field("With (true) or without a voucher that can be used now.", default=None)
    birth_month: int | None = field("Born in this month, 1 to 12.", default=None)
    min_balance: Points | None = field("With at least so many points.", default=None)
    max_balance: Points | None = field("With at most so many points.", default=None)
    min_visits: int | None = field("With at least so many bills.", default=None)
    max_visits: int | None = field("With at most so many bills.", default=None)
    min_spent_minor_units: Points | None = field(f"Spent at least this much, {SMALLEST}", default=None)
    max_spent_minor_units: Points | None = field(f"Spent at most this much, {SMALLEST}", default=None)
    last_visit_before: datetime | None = field("Last here before this moment, or never.", default=None)
    last_visit_after: datetime | None = field("Last here at this moment or later.", default=None)
    joined_before: datetime | None = field("Joined before this moment.", default=None)
    joined_after: datetime | None = field("Joined at this moment or later.", default=None)
    away_days: int | None = field("Not here for so many days, or never.", default=None)
    seen_days: int | None = field("Here within so many days.", default=None)
    joined_days: int | None = field("Joined within so many days.", default=None)

    def value(self) -> directory.DirectoryFilter:
        """As the domain takes it."""
        return filter_of(self._given())

    def as_json(self) -> dict[str, object]:
        """As a client can send it again."""
        return {name: _plain(value) for name, value in self._given().items()}

    def _given(self) -> dict[str, object]:
        named = {
            contract_name(each.name): getattr(self, each.name) for each in fields(directory.DirectoryFilter)
        }
        return {name: value for name, value in named.items() if value is not None}


def filter_of(given: Mapping[str, object]) -> directory.DirectoryFilter:
    """From values by their names in the contract. Refuses ids of other things with BAD_ID."""
    told = {
        each.name: _told(contract_name(each.name), given.get(contract_name(each.name)))
        for each in fields(directory.DirectoryFilter)
    }
    return directory.DirectoryFilter(**told)  # type: ignore[arg-type]  # values are those of the contract


def _told(name: str, value: object) -> object:
    if value is None:
        return None
    if name in IDS:
        return key_of(str(value), IDS[name], path=("filter", name))
    return value.name.lower() if isinstance(value, Enum) else value


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.name
    return value.isoformat() if isinstance(value, datetime) else value


CONDITIONS = {
    f"filter.{contract_name(name)}": text.replace(":value", f":filter.{contract_name(name)}")
    for name, text in directory.CONDITIONS.items()
}
"""The domain's conditions by the path of their argument."""
ORDERS = {sort.name: order.words for sort, order in directory.ORDERS.items()}
"""The domain's orders by the names of the enum."""
FILTER_IDS = {f"filter.{name}": kind for name, kind in IDS.items()}
