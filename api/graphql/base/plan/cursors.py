"""Keyset cursors: made in SQL from the order's columns, read back in Python."""

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from api.core.paging import BadCursor, decode_cursor

KINDS: dict[str, type] = {
    "uuid": UUID,
    "timestamp with time zone": datetime,
    "bigint": int,
    "integer": int,
    "smallint": int,
}
_KEY = re.compile(r"([a-z_][a-z0-9_]*)(?: (desc|asc))?$")


@dataclass(frozen=True, slots=True)
class Order:
    """The columns of a stable order, all in one direction. `tag` tells the cursors of one order from another's."""

    columns: tuple[str, ...]
    is_descending: bool
    tag: str = ""

    @classmethod
    def of(cls, text: str, tag: str = "") -> "Order":
        """The order spelled as `created_at desc, pk desc`. Raises ValueError for what is no keyset."""
        keys = [_KEY.match(part.strip()) for part in text.split(",")]
        if not all(keys) or len({(key[2] or "asc") for key in keys if key}) != 1:
            raise ValueError(f"a page needs plain columns in one direction: {text}")
        return cls(tuple(key[1] for key in keys if key), keys[0][2] == "desc" if keys[0] else False, tag)

    def by(self, alias: str) -> str:
        """For ORDER BY."""
        direction = " DESC" if self.is_descending else ""
        return ", ".join(f"{alias}.{name}{direction}" for name in self.columns)

    def beyond(self, alias: str, values: list[str]) -> str:
        """The condition that a row stands behind these values."""
        columns = ", ".join(f"{alias}.{name}" for name in self.columns)
        return f"({columns}) {'<' if self.is_descending else '>'} ({', '.join(values)})"

    def cursor(self, alias: str) -> str:
        """The cursor of a row, as `api.core.paging` spells them."""
        parts = (
            [f"'{self.tag}'", *(f"{alias}.{name}" for name in self.columns)]
            if self.tag
            else [f"{alias}.{name}" for name in self.columns]
        )
        return base64url(f"json_build_array({', '.join(parts)})::text")

    def decoded(self, cursor: str, types: list[str]) -> tuple[object, ...]:
        """The values behind a cursor. Refuses what this order never gave out with BAD_CURSOR."""
        kinds = [KINDS.get(name, str) for name in types]
        tag, *values = (
            decode_cursor(cursor, str, *kinds) if self.tag else ("", *decode_cursor(cursor, *kinds))
        )
        if tag != self.tag or None in values:
            raise BadCursor("This cursor does not belong to this list.", path=("after",))
        return tuple(values)


def base64url(text: str) -> str:
    """SQL for URL-safe base64 without padding; PostgreSQL breaks long lines, so breaks go as well."""
    return f"translate(encode(convert_to({text}, 'UTF8'), 'base64'), E'+/=\\n', '-_')"
