"""What every change of a tenant's row has in common: the version that the caller saw, and what differs."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from tortoise.exceptions import IntegrityError
from tortoise.models import Model

from api.core.errors import Conflict


def check_version(current: int, seen: int | None) -> None:
    """Refuses with CONFLICT where somebody else changed it since the caller looked."""
    if seen is not None and seen != current:
        raise Conflict(
            "Somebody else changed this meanwhile. Please look at it again.",
            path=("version",),
            params={"version": current},
        )


def apply(row: Model, values: Mapping[str, object]) -> tuple[dict[str, object], dict[str, object]]:
    """Sets what differs on the row; (before, after) of exactly that."""
    before = {name: getattr(row, name) for name, value in values.items() if getattr(row, name) != value}
    after = {name: values[name] for name in before}
    for name, value in after.items():
        setattr(row, name, value)
    return before, after


@contextmanager
def unique(refusal: Conflict) -> Iterator[None]:
    """Around the write: what the database refuses as a repetition becomes the refusal."""
    try:
        yield
    except IntegrityError as error:
        raise refusal from error
