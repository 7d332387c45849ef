"""Lines of a file of opening balances: what each column must be, and what is wrong with a line."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from api.core.errors import BadInput, Refusal
from api.core.phone import normalise_phone
from api.core.text import single_spaced
from api.ledger.rules.times import end_of, expires_at, start_of
from api.ledger.types import MAX_POINTS, LedgerPolicy

COLUMNS = ("phone", "card_number", "name", "points", "earned_on", "expires_on", "reason", "external_id")
MAX_NAME = 120
MAX_REASON = 300
MAX_EXTERNAL_ID = 120
OLDEST = date(1980, 1, 1)
_WHOLE = re.compile(r"\d{1,13}")
_NUMBER = re.compile(r"\d{9}")


@dataclass(frozen=True, slots=True)
class OpeningTerms:
    """What decides whether a line can be: the program's rules, its region, the present, and which file it is of."""

    policy: LedgerPolicy
    region: str
    now: datetime
    fingerprint: str
    phones: dict[str, str | Refusal] = field(default_factory=dict)


class OpeningRow(NamedTuple):
    """A good line: points of a phone or of a card's number. `key` is its own, or made of the file and the line."""

    phone: str | None
    number: str | None
    name: str
    points: int
    earned_at: datetime
    expires_at: datetime | None
    reason: str
    key: str
    content: str


def check_header(cells: Sequence[str]) -> list[str]:
    """The columns in small letters. Refuses with BAD_INPUT a file without the needed ones, or with unknown ones."""
    names = [name.strip().lower().removeprefix("\ufeff") for name in cells]
    known = ", ".join(COLUMNS)
    if "points" not in names or not {"phone", "card_number"} & set(names):
        raise BadInput(f"The file needs the column points, and phone or card_number. It can have: {known}.")
    unknown = sorted(set(names) - set(COLUMNS))
    if unknown or len(set(names)) != len(names):
        what = ", ".join(unknown) or "repeated"
        raise BadInput(f"The file has unknown or repeated columns: {what[:200]}. It can have: {known}.")
    return names


def parse_row(values: Mapping[str, str], line: int, terms: OpeningTerms) -> OpeningRow:
    """A line as points of somebody. Refuses with what is wrong with it."""
    whole = "".join(values.values())
    if "\x00" in whole or "\ufffd" in whole:
        raise BadInput("a character cannot be read: the file must be in UTF-8")
    phone, number = _customer(values, terms)
    points = _points(values["points"])
    earned = _day(values.get("earned_on", ""), "earned_on")
    zone = terms.policy.time_zone
    earned_at = terms.now if earned is None else start_of(earned, zone)
    if earned_at > terms.now:
        raise BadInput("earned_on is in the future")
    last = _day(values.get("expires_on", ""), "expires_on")
    ends = expires_at(terms.policy, earned_at, None) if last is None else end_of(last, zone)
    if ends is not None and ends <= terms.now:
        raise BadInput("these points have expired already")
    external = _text(values.get("external_id", ""), MAX_EXTERNAL_ID, "external_id")
    content = hashlib.sha256(f"{phone or number}|{points}|{earned}|{last}".encode()).hexdigest()
    return OpeningRow(
        phone=phone,
        number=number,
        name=_text(values.get("name", ""), MAX_NAME, "name"),
        points=points,
        earned_at=earned_at,
        expires_at=ends,
        reason=_text(values.get("reason", ""), MAX_REASON, "reason"),
        key=f"x:{external}" if external else f"f:{terms.fingerprint[:40]}:{line}",
        content=content,
    )


def _customer(values: Mapping[str, str], terms: OpeningTerms) -> tuple[str | None, str | None]:
    phone, number = values.get("phone", "").strip(), values.get("card_number", "").strip()
    if bool(phone) == bool(number):
        raise BadInput("name the customer by phone or by card_number")
    if number:
        digits = number.replace(" ", "")
        if not _NUMBER.fullmatch(digits):
            raise BadInput("a card_number has nine digits")
        return None, digits
    if phone not in terms.phones:
        try:
            terms.phones[phone] = normalise_phone(phone, terms.region)
        except Refusal as refusal:
            terms.phones[phone] = refusal
    found = terms.phones[phone]
    if isinstance(found, Refusal):
        raise BadInput("this is no phone number")
    return found, None


def _points(text: str) -> int:
    cleaned = text.strip()
    if not _WHOLE.fullmatch(cleaned) or not 1 <= int(cleaned) <= MAX_POINTS:
        raise BadInput("points must be a whole number of at least 1")
    return int(cleaned)


def _day(text: str, column: str) -> date | None:
    cleaned = text.strip()
    if not cleaned:
        return None
    try:
        day = date.fromisoformat(cleaned)
    except ValueError as error:
        raise BadInput(f"{column} is not a day like 2026-12-31") from error
    if not OLDEST <= day <= date(9000, 1, 1):
        raise BadInput(f"{column} is too far away")
    return day


def _text(text: str, longest: int, column: str) -> str:
    cleaned = single_spaced(text)
    if len(cleaned) > longest:
        raise BadInput(f"{column} has more than {longest} characters")
    if any(ord(char) < 32 for char in cleaned):
        raise BadInput(f"{column} has characters that cannot be shown")
    return cleaned
