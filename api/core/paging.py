"""Keyset paging: opaque cursors over the sort key of a row."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

import orjson

from api.core.errors import BadInput

T = TypeVar("T")
MAX_PAGE = 100
DEFAULT_PAGE = 20
NEVER = datetime.min.replace(tzinfo=UTC)
"""PostgreSQL's `-infinity`, before every moment: how what never happened is sorted. asyncpg binds it as that."""


class BadCursor(BadInput):
    """A cursor that this list never gave out."""

    code = "BAD_CURSOR"


class BadPageSize(BadInput):
    """`first` outside 1..100."""

    code = "BAD_PAGE_SIZE"


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page in order: its items, each item's cursor, and whether more follow."""

    items: Sequence[T]
    cursors: Sequence[str]
    has_next: bool


def encode_cursor(*key: str | int | datetime | UUID | None) -> str:
    """The sort key of a row as an opaque string."""
    return base64.urlsafe_b64encode(orjson.dumps(key, default=str)).rstrip(b"=").decode()


def decode_cursor(text: str, *kinds: type) -> tuple[Any, ...]:
    """The sort key behind a cursor, each part of its kind (str, int, datetime, UUID). Else BAD_CURSOR."""
    try:
        raw = base64.b64decode(text[:1000] + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        parts = orjson.loads(raw)
        if not isinstance(parts, list) or len(parts) != len(kinds):
            raise ValueError("shape")
        return tuple(_parse(part, kind) for part, kind in zip(parts, kinds, strict=True))
    except (binascii.Error, ValueError, TypeError, OverflowError) as error:
        raise BadCursor("This cursor does not belong to this list.", path=("after",)) from error


def _parse(part: object, kind: type) -> object:
    if part is None:
        return None
    if kind is datetime:
        if part == "-infinity":
            return NEVER
        moment = datetime.fromisoformat(str(part))
        if moment.tzinfo is None:
            raise ValueError("naive")
        return moment.astimezone(UTC)
    if kind is UUID:
        return UUID(str(part))
    if (kind is int and isinstance(part, bool)) or not isinstance(part, kind):
        raise ValueError("kind")
    if isinstance(part, int) and abs(part) >= 2**63:
        raise ValueError("range")
    if isinstance(part, str) and "\0" in part:
        raise ValueError("no database keeps this character")
    return part


def page_size(first: int | None) -> int:
    """`first`, or the default of 20. Refuses anything outside 1..100 with BAD_PAGE_SIZE."""
    size = DEFAULT_PAGE if first is None else first
    if not 1 <= size <= MAX_PAGE:
        raise BadPageSize(
            f"`first` must be between 1 and {MAX_PAGE}.", path=("first",), params={"max": MAX_PAGE}
        )
    return size


def make_page(rows: Sequence[T], cursors: Sequence[str], size: int) -> Page[T]:
    """A page of rows that were read with LIMIT size + 1."""
    return Page(rows[:size], cursors[:size], len(rows) > size)
