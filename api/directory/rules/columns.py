"""Columns of exported lists: their heads, and texts that no spreadsheet takes for a formula."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from api.core.money import minor_per_unit

COLUMNS: Mapping[str, str] = {
    "name": "Name",
    "phone": "Phone",
    "email": "E-mail",
    "number": "Card number",
    "birthday": "Birthday",
    "city": "City",
    "status": "Status",
    "standing": "Standing",
    "lifecycle": "Lifecycle",
    "tier": "Tier",
    "tags": "Tags",
    "points": "Points",
    "visits": "Visits",
    "spent": "Spent",
    "visit": "Last visit",
    "joined": "Joined",
}
"""Name -> head, in the order of a file."""

NUMBERS = frozenset({"points", "visits", "spent"})
STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def chosen(columns: Sequence[str]) -> tuple[str, ...]:
    """The columns that a file has, in its order."""
    return tuple(name for name in COLUMNS if name in columns)


def neutral(text: str) -> str:
    """The text as a cell: what a spreadsheet would run begins with an apostrophe (OWASP, CSV injection).

    A phone in E.164 is no formula and stays as it is.
    """
    if not text.startswith(STARTS):
        return text
    is_phone = text.startswith("+") and text[1:].isascii() and text[1:].isdecimal()
    return text if is_phone else f"'{text}"


def cells_of(row: Mapping[str, Any], columns: Sequence[str]) -> list[str]:
    """A member as cells: texts made harmless, amounts in whole units, days as ISO 8601."""
    return [neutral(_cell(row, name)) if name not in NUMBERS else _number(row, name) for name in columns]


def _cell(row: Mapping[str, Any], name: str) -> str:
    match name:
        case "birthday":
            return _birthday(row)
        case "visit" | "joined":
            moment: datetime | None = row[name]
            return "" if moment is None else moment.strftime("%Y-%m-%d %H:%M")
        case _:
            return str(row[name] or "")


def _number(row: Mapping[str, Any], name: str) -> str:
    if name != "spent":
        return str(row["points_key" if name == "points" else name])
    places = len(str(minor_per_unit(row["currency"]))) - 1
    return f"{Decimal(row['spent_minor']).scaleb(-places):.{places}f}"


def _birthday(row: Mapping[str, Any]) -> str:
    if row["birth_month"] is None or row["birth_day"] is None:
        return ""
    day = f"{row['birth_month']:02d}-{row['birth_day']:02d}"
    return f"{row['birth_year']:04d}-{day}" if row["birth_year"] else day
