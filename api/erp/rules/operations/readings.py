"""What a driver's value is as text and as a number, the same for every driver."""

import math
import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TypeAlias
from uuid import UUID

from api.erp.rules.operations.failures import NOT_A_NUMBER, OUT_OF_RANGE, UNREADABLE, Failed

Step: TypeAlias = Callable[[object], object]
"""One operation with its arguments: a value becomes another, None, or a Failed."""
Row: TypeAlias = tuple[object, ...]
RowStep: TypeAlias = Callable[[object, Row], object]
"""The same for operations that look at other columns."""

MAX_DIGITS = 40
MAX_BITS = 128
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{2,3})*,\d{3}\.\d*")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?")


def text_of(value: object) -> str | Failed | None:
    """The value as text: a number reads the same as int, float or Decimal, a truth as 1 or 0."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, int):
        return str(value) if value.bit_length() <= MAX_BITS else OUT_OF_RANGE
    if isinstance(value, float):
        return _plain(Decimal(repr(value))) if math.isfinite(value) else UNREADABLE
    if isinstance(value, Decimal):
        return _plain(value)
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, (UUID, timedelta)):
        return str(value)
    return _decoded(value)


def _plain(number: Decimal) -> str | Failed:
    if not number.is_finite():
        return UNREADABLE
    if not number:
        return "0"
    if abs(number.adjusted()) > MAX_DIGITS:
        return OUT_OF_RANGE
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _decoded(value: object) -> str | Failed:
    if not isinstance(value, (bytes, bytearray, memoryview)):
        return UNREADABLE
    try:
        return bytes(value).decode()
    except UnicodeDecodeError:
        return UNREADABLE


def number_of(value: object) -> Decimal | Failed | None:
    """The value as a finite number, exactly; empty text is None.

    Text may group its thousands by commas where a decimal point follows, as in 1,23,456.00: a comma alone could be a
    decimal comma, and is refused. A truth is 1 or 0.
    """
    if type(value) is Decimal:
        return value if value.is_finite() else NOT_A_NUMBER
    if value is None:
        return None
    if isinstance(value, int):
        return Decimal(value) if value.bit_length() <= MAX_BITS else OUT_OF_RANGE
    if isinstance(value, float):
        return Decimal(repr(value)) if math.isfinite(value) else NOT_A_NUMBER
    if isinstance(value, (str, bytes, bytearray, memoryview)):
        return _parsed(value)
    return NOT_A_NUMBER


def short_text_of(value: object, most: int, otherwise: Failed) -> str | Failed | None:
    """The value as text of at most that many characters, without space around it; empty text is None."""
    text = text_of(value)
    if not isinstance(text, str):
        return text
    text = text.strip()
    return otherwise if len(text) > most else text or None


def _parsed(value: str | bytes | bytearray | memoryview) -> Decimal | Failed | None:
    text = short_text_of(value, MAX_DIGITS, NOT_A_NUMBER)
    if not isinstance(text, str):
        return text
    if _NUMBER.fullmatch(text):
        return Decimal(text)
    return Decimal(text.replace(",", "")) if _GROUPED.fullmatch(text) else NOT_A_NUMBER


def on_text(change: Callable[[str], object]) -> Step:
    """An operation on text for any value: None stays None, what cannot be text fails."""

    def step(value: object) -> object:
        if type(value) is str:
            return change(value)
        text = text_of(value)
        return change(text) if isinstance(text, str) else text

    return step


def on_number(change: Callable[[Decimal], object]) -> Step:
    """An operation on numbers for any value: None and empty text are None, what is no number fails."""

    def step(value: object) -> object:
        number = number_of(value)
        return change(number) if isinstance(number, Decimal) else number

    return step
