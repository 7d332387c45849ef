"""Operations that give words a meaning: truths, maps and phone numbers."""

from collections.abc import Mapping
from decimal import Decimal

import phonenumbers

from api.core.errors import Refusal
from api.core.phone import normalise_phone
from api.erp.rules.operations.failures import BAD_PHONE, NOT_IN_MAP, Failed
from api.erp.rules.operations.readings import Step, number_of, on_text, text_of
from api.erp.rules.operations.terms import Arguments, BadArgument, Gives, Operation, Terms, word

REMEMBERED_PHONES = 100_000
_YES = frozenset({"1", "t", "true", "y", "yes", "on"})
_NO = frozenset({"0", "f", "false", "n", "no", "off"})


def truth(value: object) -> object:
    """Yes or no as databases and people write it; a number other than 0 is yes, as Visual Basic has it with -1."""
    if value is None or isinstance(value, bool):
        return value
    if type(value) is int:
        return value != 0
    text = text_of(value)
    if not isinstance(text, str):
        return text
    word_ = text.strip().lower()
    if not word_:
        return None
    if word_ in _YES or word_ in _NO:
        return word_ in _YES
    number = number_of(word_)
    return bool(number) if isinstance(number, Decimal) else NOT_IN_MAP


def _bool(arguments: Arguments, _terms: Terms) -> Step:
    if not arguments:
        return truth
    wanted = frozenset(word(argument).strip().lower() for argument in arguments)
    return on_text(lambda text: text.strip().lower() in wanted if text.strip() else None)


def _map(arguments: Arguments, _terms: Terms) -> Step:
    pairs = arguments[0]
    if isinstance(pairs, str):
        raise BadArgument("a map like {SL: sale, SR: return} is needed")
    if len(arguments) == 1:
        return _mapped(dict(pairs), None, NOT_IN_MAP)
    default = word(arguments[1])
    return _mapped(dict(pairs), default, default)


def _mapped(meanings: Mapping[str, str], if_empty: str | None, if_other: str | Failed) -> Step:
    nothing = meanings.get("", if_empty)

    def meaning(value: object) -> object:
        text = text_of(value)
        if isinstance(text, Failed):
            return text
        key = text.strip() if text else ""
        return meanings.get(key, if_other) if key else nothing

    return meaning


def phones(region: str) -> Step:
    """E.164 by libphonenumber, which is slow, so numbers met before are remembered; empty text is None."""
    known: dict[str, str | Failed] = {}

    def e164(text: str) -> object:
        number = text.strip()
        if not number:
            return None
        found = known.get(number)
        if found is None:
            found = _normalised(number, region)
            if len(known) >= REMEMBERED_PHONES:
                known.clear()
            known[number] = found
        return found

    return on_text(e164)


def _normalised(text: str, region: str) -> str | Failed:
    if len(text) > 40:
        return BAD_PHONE
    try:
        return normalise_phone(text, region)
    except Refusal:
        return BAD_PHONE


def _e164(arguments: Arguments, terms: Terms) -> Step:
    region = word(arguments[0]).upper() if arguments else terms.region
    if region not in phonenumbers.SUPPORTED_REGIONS:
        raise BadArgument(f"{region[:8]} is not a country like IN")
    return phones(region)


MEANINGS = (
    Operation("bool", "bool(word that is true, ...)", 0, 20, _bool),
    Operation("map", "map({from: to, ...}, word else)", 1, 2, _map),
    Operation("e164", "e164(country)", 0, 1, _e164, gives=Gives.PHONE),
)
