"""Names made tidy, and the words by which members are found."""

import re
import unicodedata

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE

from api.core.errors import BadInput
from api.core.text import folded, single_spaced, words

MAX_NAME = 120
MAX_TOKEN = 80
MAX_TERMS = 6
SHORTEST_ENDING = 4
ENDING = "~"  # marks digits written backwards, so that a number is found by how it ends
NAMELESS = "\U0010fffd"  # sorts after every letter: members without a name come last

_NUMBER_PART = re.compile(r"\+?[0-9()\-.]+")
_NOT_DIGIT = re.compile(r"[^0-9]")
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # could turn a whole line around


def clean_name(text: str, *, longest: int = MAX_NAME, path: tuple[str, ...] = ("name",)) -> str:
    """NFC, single spaces, no control characters. Refuses more than `longest` characters."""
    visible = "".join(
        " " if char.isspace() else char
        for char in unicodedata.normalize("NFC", text)
        if char.isspace()
        or (unicodedata.category(char) not in ("Cc", "Cs", "Co", "Cn") and char not in _BIDI)
    )
    name = single_spaced(visible)
    if len(name) > longest:
        raise BadInput(
            f"Please use at most {longest} characters.", path=path, params={"max_characters": longest}
        )
    return name


def name_key(name: str) -> str:
    """The name as it is sorted."""
    return single_spaced(folded(name))[:MAX_NAME] or NAMELESS


def _words(text: str) -> list[str]:
    return [word[:MAX_TOKEN] for word in words(text)]


def _national(digits: str) -> str:
    """The digits without their country code, which no other country code begins (ITU-T E.164)."""
    code = next((size for size in (1, 2, 3) if int(digits[:size]) in COUNTRY_CODE_TO_REGION_CODE), 0)
    return digits[code:]


def tokens_of(*, name: str, email: str | None, phone: str | None, number: str) -> frozenset[str]:
    """Every word whose beginning finds this member.

    Words of the name, the e-mail whole and in words, the card's number, and the phone three ways: with its country
    code, without it, and backwards.
    """
    found = set(_words(name)) | {number}
    if email:
        address = folded(email)
        found |= {address[:MAX_TOKEN], *_words(address.partition("@")[0])}
    if phone:
        digits = phone.lstrip("+")
        found |= {digits, _national(digits), ENDING + digits[::-1]}
    return frozenset(found)


def search_terms(text: str) -> tuple[str, ...]:
    """Beginnings that must all be found, at most six. Groups of digits count as one number."""
    terms: list[str] = []
    number = ""
    for part in text.split()[: 2 * MAX_TERMS]:
        digits = _NOT_DIGIT.sub("", part) if _NUMBER_PART.fullmatch(part) else ""
        if digits:
            number += digits
        else:
            terms += [folded(part)[:MAX_TOKEN]] if "@" in part else _words(part)
    if number:
        terms.append(number[:MAX_TOKEN].lstrip("0") or "0")
    return tuple(dict.fromkeys(terms))[:MAX_TERMS]


def alternatives(term: str) -> tuple[str, ...]:
    """The beginnings that one term may match: a number of four digits and more also matches by how it ends."""
    if term.isascii() and term.isdecimal() and len(term) >= SHORTEST_ENDING:
        return (term, ENDING + term[::-1])
    return (term,)
