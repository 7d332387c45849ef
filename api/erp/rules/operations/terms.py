"""What an operation is: its name, its arguments, and what it knows of the business and the source."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias
from zoneinfo import ZoneInfo

from api.erp.rules.grammar import Argument
from api.erp.rules.operations.readings import Row, RowStep, Step


class Gives(StrEnum):
    """What comes out of an operation, so that the field need not convert it again; SAME keeps money what it is."""

    ANY = "any"
    SAME = "same"
    MONEY = "money"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class Terms:
    """What operations take where their arguments are silent, and where each column stands in a row."""

    region: str
    currency: str
    zone: ZoneInfo
    columns: Mapping[str, int]


class BadArgument(Exception):
    """An operation cannot work with what it was given; the sentence says what it needs."""


Arguments: TypeAlias = tuple[Argument, ...]
Bind: TypeAlias = Callable[[Arguments, Terms], Step]
BindRow: TypeAlias = Callable[[Arguments, Terms], RowStep]


@dataclass(frozen=True, slots=True)
class Operation:
    """One word of the language. Exactly one of `bind` and `bind_row` is there."""

    name: str
    usage: str
    least: int
    most: int
    bind: Bind | None = None
    bind_row: BindRow | None = None
    gives: Gives = Gives.ANY


def word(argument: Argument) -> str:
    """The argument as text. Refuses a map."""
    if isinstance(argument, str):
        return argument
    raise BadArgument("a word is needed here, not a map")


def whole(argument: Argument, least: int, most: int) -> int:
    """The argument as a whole number within its bounds."""
    text = word(argument)
    try:
        number = int(text) if len(text) <= 6 else most + 1
    except ValueError as error:
        raise BadArgument(f"{text} is not a whole number") from error
    if not least <= number <= most:
        raise BadArgument(f"a whole number from {least} to {most} is needed, not {text[:20]}")
    return number


def column(argument: Argument, terms: Terms) -> int:
    """Where the named column stands in a row."""
    name = word(argument)
    if name not in terms.columns:
        raise BadArgument(f"the source has no column {name[:60]}")
    return terms.columns[name]


def lifted(step: Step) -> RowStep:
    """An operation on the value alone, beside such that look at the row."""

    def row_step(value: object, _row: Row) -> object:
        return step(value)

    return row_step
