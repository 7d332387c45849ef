"""What the columns of an uploaded list mean, guessed from their heads; and what one line says."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from api.core.errors import BadInput, Refusal
from api.core.phone import BadPhone, normalise_phone
from api.core.text import folded
from api.customers import Birthday, EnrolDetails, clean_name, told_by_anyone

HEADS: Mapping[str, tuple[str, ...]] = {
    "phone": ("phone", "mobile", "cell", "tel", "telefon", "handy", "mobil", "whatsapp", "contact number"),
    "first_name": ("first name", "firstname", "given name", "vorname", "prenom"),
    "last_name": ("last name", "lastname", "surname", "family name", "nachname", "familienname"),
    "name": ("name", "full name", "customer", "kunde"),
    "email": ("email", "e-mail", "mail"),
    "birthday": ("birthday", "birth", "dob", "geburtstag", "geburtsdatum"),
    "city": ("city", "town", "ort", "stadt", "place"),
}
"""Field -> beginnings by which a head is recognised, most telling fields first."""
FIELDS = frozenset(HEADS)
_NUMBERS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Line:
    """What one line says, clean: columns of a profile by name, none of them empty."""

    phone: str
    columns: Mapping[str, object]


def guess(heads: Sequence[str]) -> dict[str, int]:
    """Field -> place of its column, each column once."""
    found: dict[str, int] = {}
    for field, starts in HEADS.items():
        for place, head in enumerate(heads):
            words = " ".join(folded(head).replace("_", " ").split())
            if place not in found.values() and any(words.startswith(start) for start in starts):
                found[field] = place
                break
    return found


def check_mapping(mapping: Mapping[str, int], width: int) -> None:
    """Refuses unknown fields, columns that the file does not have, and a list without phones."""
    if any(field not in FIELDS or not 0 <= place < width for field, place in mapping.items()):
        raise BadInput("Please choose columns of the file.", path=("mapping",))
    if "phone" not in mapping:
        raise BadInput("Please say which column has the phone number.", path=("mapping",))


def read_line(cells: Sequence[str], mapping: Mapping[str, int], region: str, today: date) -> Line:
    """What the line says. Refuses a phone, an e-mail or a birthday that cannot be."""
    told = {field: cells[place].strip() for field, place in mapping.items() if place < len(cells)}
    phone = _phone(told.get("phone", ""), region)
    details = EnrolDetails()
    name = told.get("name") or f"{told.get('first_name', '')} {told.get('last_name', '')}"
    if name.strip():
        details["name"] = name
    if told.get("email"):
        details["email"] = told["email"]
    if told.get("birthday"):
        details["birthday"] = read_birthday(told["birthday"], region)
    columns = told_by_anyone(details, today)
    if told.get("city"):
        columns["city"] = clean_name(told["city"], path=("city",))
    return Line(phone, {key: value for key, value in columns.items() if value not in (None, "")})


def _phone(text: str, region: str) -> str:
    """As it is written, or with the plus that a spreadsheet took away."""
    try:
        return normalise_phone(text, region)
    except BadPhone:
        digits = "".join(_NUMBERS.findall(text))
        if not text.startswith("+") and len(digits) > 10:
            return normalise_phone(f"+{digits}", region)
        raise


def read_birthday(text: str, region: str) -> Birthday:
    """`1990-05-31`, `31.05.1990`, `31.5.`, or `5/31/1990` in the United States. Refuses others with BAD_INPUT."""
    numbers = [int(each) for each in _NUMBERS.findall(text[:40])]
    match numbers:
        case [year, month, day, *_] if year > 1000:
            return Birthday(month, day, year)
        case [first, second, *rest] if len(rest) < 2:
            month, day = (first, second) if region == "US" else (second, first)
            return Birthday(month, day, _year(rest[0]) if rest else None)
    raise BadInput("This is no birthday. Please write it like 1990-05-31.", path=("birthday",))


def _year(given: int) -> int:
    """Two figures are of this century up to 29."""
    if given >= 100:
        return given
    return given + (2000 if given < 30 else 1900)


def problem_of(refusal: Refusal) -> str:
    """Why a line is wrong: the code, and which field."""
    return f"{refusal.code}:{refusal.path[0]}" if refusal.path else refusal.code
