"""How a slice shows a record as another slice's type, without importing that slice: by the type's name."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from api.core.errors import ConfigurationError

Show = TypeVar("Show", bound=Callable[..., Any])

_shows: dict[str, Callable[..., Any]] = {}


def shows(type_name: str) -> Callable[[Show], Show]:
    """`@shows("Store")` above `def show_store(record: StoreInfo) -> Store`: other slices can show such records."""

    def register(show_record: Show) -> Show:
        known = _shows.get(type_name)
        if known is not None and known.__module__ != show_record.__module__:
            raise ConfigurationError(
                f"{type_name} is shown by {known.__module__} and {show_record.__module__}"
            )
        _shows[type_name] = show_record
        return show_record

    return register


def show_as(type_name: str, *parts: Any) -> Any:
    """What the slice that owns the type makes of these parts."""
    return _shows[type_name](*parts)


def show(type_name: str, record: Any) -> Any:
    """The record (or None) as that type; the record is of the domain that the type belongs to."""
    return None if record is None else show_as(type_name, record)


def show_all(type_name: str, records: Iterable[Any] | None) -> list[Any]:
    """Each record as that type; nothing is an empty list."""
    return [show_as(type_name, record) for record in records or ()]
