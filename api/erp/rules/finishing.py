"""The last step of every field: whatever the operations gave becomes the field's own type, or a Failed."""

import re
from decimal import Decimal

from api.erp.rules.operations import (
    ISO,
    NOT_A_NUMBER,
    NOT_IN_MAP,
    OUT_OF_RANGE,
    TOO_LONG,
    Gives,
    Step,
    Terms,
    days,
    integer,
    moments,
    money,
    on_number,
    on_text,
    phones,
    rounder,
    truth,
)
from api.erp.rules.operations.amounts import MAX_MINOR
from api.erp.rules.targets import Limit, limit_of
from api.erp.types import TargetField

_UNWANTED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters, marks that turn the direction of writing, and halves of characters; joiners of emoji stay."""
_NOTHING = Decimal(0)


def finisher(target: TargetField, gives: Gives, terms: Terms) -> Step:
    """What turns any value into the target's type: str, int, Decimal, bool, datetime in UTC or date; empty is None."""
    if target.kind == "money":
        return _counted if gives is Gives.MONEY else money(terms.currency)
    if target.kind == "phone":
        return _as_it_is if gives is Gives.PHONE else phones(terms.region)
    if target.kind == "moment":
        return moments(ISO, terms.zone)
    if target.kind == "day":
        return days(ISO, terms.zone)
    if target.kind == "choice":
        return _choice(tuple(target.choices))
    simple = {"integer": on_number(integer), "decimal": on_number(_decimal), "truth": truth}
    return simple.get(target.kind) or tidy_text(limit_of(target.name))


def _as_it_is(value: object) -> object:
    return value


def _counted(value: object) -> object:
    """Minor units after money_minor and, perhaps, a change of sign."""
    if value is None:
        return None
    if type(value) is not int:
        return NOT_A_NUMBER
    return value if -MAX_MINOR <= value <= MAX_MINOR else OUT_OF_RANGE


_six = rounder(6)


def _decimal(number: Decimal) -> object:
    rounded = _six(number)
    if not isinstance(rounded, Decimal):
        return rounded
    return rounded.normalize() if rounded else _NOTHING


def _choice(choices: tuple[str, ...]) -> Step:
    def chosen(text: str) -> object:
        word = text.strip().lower()
        if word in choices:
            return word
        return NOT_IN_MAP if word else None

    return on_text(chosen)


def tidy_text(limit: Limit) -> Step:
    """One line without control characters or doubled space, cut or refused beyond its limit; empty is None."""
    most, is_cut = limit.characters, limit.is_cut

    def tidy(text: str) -> object:
        if not text.isprintable() or "  " in text or text[:1] == " " or text[-1:] == " ":
            text = " ".join(_UNWANTED.sub("", text).split())
        if len(text) > most:
            return text[:most].rstrip() if is_cut else TOO_LONG
        return text or None

    return on_text(tidy)
