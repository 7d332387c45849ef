"""Rows as they are told to whom they are about."""

from datetime import datetime
from typing import Any

from api.core import db

PLAIN = (str, int, float, bool, datetime, type(None))


async def told(sql: str, *args: object) -> list[dict[str, Any]]:
    """The rows of one statement, ready for JSON: what JSON has no word for becomes text."""
    return [
        {name: value if isinstance(value, PLAIN) else _text(value) for name, value in row.items()}
        for row in await db.fetch(sql, *args)
    ]


def _text(value: object) -> Any:
    return [_text(each) for each in value] if isinstance(value, list) else str(value)
