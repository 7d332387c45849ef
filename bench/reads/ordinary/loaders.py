"""One batch loader per relation, made afresh for each request."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, TypeVar
from uuid import UUID

from strawberry.dataloader import DataLoader

from bench.reads.ordinary import models

T = TypeVar("T")


def _by_id(kind: type[Any]) -> Callable[[list[UUID]], Awaitable[list[Any]]]:
    async def read(keys: list[UUID]) -> list[Any]:
        found = {row.id: row for row in await kind.filter(id__in=keys)}
        return [found.get(key) for key in keys]

    return read


def _grouped(keys: list[UUID], rows: Iterable[T], key_of: Callable[[T], UUID]) -> list[list[T]]:
    groups: defaultdict[UUID, list[T]] = defaultdict(list)
    for row in rows:
        groups[key_of(row)].append(row)
    return [groups[key] for key in keys]


async def _cards(keys: list[UUID]) -> list[list[models.Card]]:
    rows = await models.Card.filter(person_id__in=keys).order_by("made_at", "id")
    return _grouped(keys, rows, lambda row: row.person_id)


async def _participants(keys: list[UUID]) -> list[list[models.Participant]]:
    rows = await models.Participant.filter(program_id__in=keys).order_by("joined_at", "id")
    return _grouped(keys, rows, lambda row: row.program_id)


async def _expiring(keys: list[UUID]) -> list[list[models.Expiring]]:
    rows = await models.Expiring.filter(card_id__in=keys).order_by("at")
    return _grouped(keys, rows, lambda row: row.card_id)


def _tags(business: UUID) -> Callable[[list[UUID]], Awaitable[list[list[models.CustomerTag]]]]:
    async def read(keys: list[UUID]) -> list[list[models.CustomerTag]]:
        rows = await models.CustomerTag.filter(business_id=business, customer_id__in=keys).order_by(
            "name_key", "id"
        )
        return _grouped(keys, rows, lambda row: row.customer_id)

    return read


class Loaders:
    """What one request loads through."""

    def __init__(self) -> None:
        self.cards: DataLoader[UUID, list[models.Card]] = DataLoader(_cards)
        self.participants: DataLoader[UUID, list[models.Participant]] = DataLoader(_participants)
        self.expiring: DataLoader[UUID, list[models.Expiring]] = DataLoader(_expiring)
        self.programs: DataLoader[UUID, models.Program] = DataLoader(_by_id(models.Program))
        self.businesses: DataLoader[UUID, models.Business] = DataLoader(_by_id(models.Business))
        self.transactions: DataLoader[UUID, models.Transaction] = DataLoader(_by_id(models.Transaction))
        self.purchases: DataLoader[UUID, models.Purchase] = DataLoader(_by_id(models.Purchase))
        self._tags: dict[UUID, DataLoader[UUID, list[models.CustomerTag]]] = {}

    def tags(self, business: UUID) -> DataLoader[UUID, list[models.CustomerTag]]:
        """Labels of one business's members."""
        if business not in self._tags:
            self._tags[business] = DataLoader(_tags(business))
        return self._tags[business]
