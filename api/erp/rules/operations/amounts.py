"""Operations on numbers and money."""

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Context, Decimal

from api.core.errors import Refusal
from api.core.money import MAX_SAFE, minor_per_unit
from api.erp.rules.operations.failures import NOT_A_NUMBER, OUT_OF_RANGE, Failed
from api.erp.rules.operations.readings import Row, RowStep, Step, number_of, on_number, text_of
from api.erp.rules.operations.terms import (
    Arguments,
    BadArgument,
    Gives,
    Operation,
    Terms,
    column,
    whole,
    word,
)

MAX_MINOR = 10**12
MAX_SCALE = 6
_LARGEST = Decimal(10**12)
_ROOMY = Context(prec=80, traps=[])
"""Digits enough that nothing in bounds is ever rounded twice."""
_HALF_UP = ROUND_HALF_UP


def rounder(scale: int) -> Callable[[Decimal], Decimal | Failed]:
    """Rounds half up to `scale` decimals; more than 10^12 on either side is OUT_OF_RANGE."""
    step = Decimal(1).scaleb(-scale)

    def rounded(number: Decimal) -> Decimal | Failed:
        if not -_LARGEST <= number <= _LARGEST:
            return OUT_OF_RANGE
        return number.quantize(step, _HALF_UP, _ROOMY)

    return rounded


def money(currency: str) -> Step:
    """Units of the currency as a whole number of its smallest unit, halves up (away from zero), within ±10^12."""
    try:
        per_unit = minor_per_unit(currency)
    except Refusal as refusal:
        raise BadArgument(refusal.message) from refusal
    step = Decimal(1) / per_unit
    factor = Decimal(per_unit)
    most = Decimal(MAX_MINOR) / per_unit

    def minor(value: object) -> object:
        if isinstance(value, bool):
            return NOT_A_NUMBER
        number = value if type(value) is Decimal and value.is_finite() else number_of(value)
        if type(number) is not Decimal:
            return number
        if not -most <= number <= most:
            return OUT_OF_RANGE
        return int(number.quantize(step, _HALF_UP, _ROOMY) * factor)

    return minor


def integer(number: Decimal) -> object:
    """The number where it is whole and safe in JSON (below 2^53)."""
    if not -MAX_SAFE <= number <= MAX_SAFE:
        return OUT_OF_RANGE
    whole_number = int(number)
    return whole_number if whole_number == number else NOT_A_NUMBER


def _money_minor(arguments: Arguments, terms: Terms) -> Step:
    return money(word(arguments[0]) if arguments else terms.currency)


def _decimal(arguments: Arguments, _terms: Terms) -> Step:
    return on_number(rounder(whole(arguments[0], 0, MAX_SCALE) if arguments else MAX_SCALE))


def absolute(value: object) -> object:
    """Without its sign; a whole number stays one."""
    if type(value) is int:
        return abs(value)
    number = number_of(value)
    return number.copy_abs() if isinstance(number, Decimal) else number


def negative(value: object) -> object:
    """With the other sign; a whole number stays one."""
    if type(value) is int:
        return -value
    number = number_of(value)
    return number.copy_negate() if number and isinstance(number, Decimal) else number


_COMPARE: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}
_EQUAL = {"=": True, "==": True, "!=": False, "<>": False}


def _negate_if(arguments: Arguments, terms: Terms) -> RowStep:
    place, sign, wanted = column(arguments[0], terms), word(arguments[1]), word(arguments[2]).strip()
    holds = _equality(wanted, is_wanted=_EQUAL[sign]) if sign in _EQUAL else _order(sign, wanted)

    def step(value: object, row: Row) -> object:
        return negative(value) if holds(row[place]) else value

    return step


def _equality(wanted: str, *, is_wanted: bool) -> Callable[[object], bool]:
    def holds(cell: object) -> bool:
        text = text_of(cell)
        return ((text.strip() if isinstance(text, str) else "") == wanted) is is_wanted

    return holds


def _order(sign: str, wanted: str) -> Callable[[object], bool]:
    compare, limit = _COMPARE.get(sign), number_of(wanted)
    if compare is None:
        raise BadArgument(f"a comparison is one of {', '.join([*_EQUAL, *_COMPARE])}")
    if not isinstance(limit, Decimal):
        raise BadArgument(f"{sign} needs a number beside it")
    known_compare, known_limit = compare, limit

    def holds(cell: object) -> bool:
        number = number_of(cell)
        return isinstance(number, Decimal) and known_compare(number, known_limit)

    return holds


def _sign(arguments: Arguments, _terms: Terms) -> Step:
    below, else_ = word(arguments[0]), word(arguments[1])
    return on_number(lambda number: below if number < 0 else else_)


AMOUNTS = (
    Operation("int", "int", 0, 0, lambda _arguments, _terms: on_number(integer)),
    Operation("decimal", "decimal(decimals)", 0, 1, _decimal),
    Operation("money_minor", "money_minor(currency)", 0, 1, _money_minor, gives=Gives.MONEY),
    Operation("abs", "abs", 0, 0, lambda _arguments, _terms: absolute, gives=Gives.SAME),
    Operation("sign", "sign(word below zero, word else)", 2, 2, _sign),
    Operation(
        "negate_if",
        "negate_if(column, comparison, value)",
        3,
        3,
        bind_row=_negate_if,
        gives=Gives.SAME,
    ),
)
