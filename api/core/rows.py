"""Rows of a batch read, handed to whom they belong."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar
from uuid import UUID

V = TypeVar("V")


def grouped(
    rows: Iterable[Mapping[str, Any]], key: str, show: Callable[[Mapping[str, Any]], V]
) -> dict[UUID, list[V]]:
    """Rows by the id in their column `key`, in order; who has none is left out."""
    groups: dict[UUID, list[V]] = {}
    for row in rows:
        groups.setdefault(row[key], []).append(show(row))
    return groups
