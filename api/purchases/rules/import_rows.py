"""Rows of an imported file: what each column must be, and which two rows are the same bill."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from api.core.errors import BadInput, Refusal
from api.core.phone import normalise_phone
from api.purchases.errors import AmountInvalid, CurrencyMismatch, DateInFuture, StoreUnknown
from api.purchases.rules.checks import CLOCK_TOLERANCE, MAX_BILL_NUMBER

COLUMNS = (
    "phone",
    "customer_ref",
    "name",
    "amount",
    "currency",
    "occurred_at",
    "store",
    "bill_number",
    "external_id",
)
NEEDED = frozenset({"amount", "occurred_at"})
MAX_EXTERNAL_ID = 120
MAX_NAME = 120
OLDEST_YEAR = 1980
REMEMBERED_PHONES = 200_000


@dataclass(frozen=True, slots=True)
class ImportTerms:
    """What decides whether a row can be: the program's rules and the business's stores by code, lower case."""

    currency: str
    minor_per_unit: int
    zone: ZoneInfo
    region: str
    max_amount_minor: int
    stores: Mapping[str, UUID]
    default_store: UUID | None
    now: datetime
    phones: dict[str, str | Refusal] = field(default_factory=dict)
    """Numbers met before, as E.164 or with their refusal: customers come again, and libphonenumber is slow."""


class ImportRow(NamedTuple):
    """A good row: a bill of a phone, of a card's number, or of nobody."""

    key: str
    content: str
    phone: str | None
    number: str | None
    name: str
    amount_minor: int
    occurred_at: datetime
    store_id: UUID
    bill_number: str | None


def check_header(header: list[str]) -> list[str]:
    """The columns in small letters. Refuses with BAD_INPUT a file without the needed ones, or with unknown ones."""
    names = [name.strip().lower() for name in header]
    unknown = sorted(set(names) - set(COLUMNS))
    missing = sorted(NEEDED - set(names))
    if missing:
        raise BadInput(f"The file has no column {', '.join(missing)}. It can have: {', '.join(COLUMNS)}.")
    if unknown or len(set(names)) != len(names):
        raise BadInput(
            f"The file has unknown or repeated columns: {', '.join(unknown) or 'repeated'}. "
            f"It can have: {', '.join(COLUMNS)}."
        )
    return names


def parse_row(values: Mapping[str, str], terms: ImportTerms) -> ImportRow:
    """A row as a bill. Refuses with the code and sentence that go to the file of dead rows."""
    whole = "".join(values.values())
    if "\x00" in whole or "\ufffd" in whole:
        raise BadInput("a character cannot be read: the file must be in UTF-8")
    phone, number = _customer(values, terms)
    amount = _amount(values["amount"], values.get("currency", ""), terms)
    moment = _moment(values["occurred_at"], terms)
    store = _store(values.get("store", ""), terms)
    bill_number = _text(values.get("bill_number", ""), MAX_BILL_NUMBER, "bill_number") or None
    external = _text(values.get("external_id", ""), MAX_EXTERNAL_ID, "external_id")
    content = hashlib.sha256(
        f"{store}|{phone or number or ''}|{amount}|{moment.timestamp()}|{bill_number or ''}".encode()
    ).hexdigest()
    return ImportRow(
        key=f"x:{external}" if external else f"h:{content}",
        content=content,
        phone=phone,
        number=number,
        name=_name(values.get("name", "")),
        amount_minor=amount,
        occurred_at=moment,
        store_id=store,
        bill_number=bill_number,
    )


def _customer(values: Mapping[str, str], terms: ImportTerms) -> tuple[str | None, str | None]:
    phone, number = values.get("phone", "").strip(), values.get("customer_ref", "").strip()
    if phone and number:
        raise BadInput("phone and customer_ref are both given: name the customer in one way")
    return (_phone(phone, terms) if phone else None), number or None


def _phone(text: str, terms: ImportTerms) -> str:
    known = terms.phones.get(text)
    if known is None:
        if len(terms.phones) >= REMEMBERED_PHONES:
            terms.phones.clear()
        try:
            known = normalise_phone(text, terms.region)
        except Refusal as refusal:
            known = refusal
        terms.phones[text] = known
    if isinstance(known, Refusal):
        raise known
    return known


def _amount(text: str, currency: str, terms: ImportTerms) -> int:
    if currency.strip() and currency.strip().upper() != terms.currency:
        raise CurrencyMismatch(f"the program works in {terms.currency}, not in {currency.strip()[:8]}")
    try:
        minor = Decimal(text.strip()) * terms.minor_per_unit
        whole = int(minor)
    except (InvalidOperation, ValueError, OverflowError) as error:
        raise AmountInvalid("the amount is not a number like 640.50") from error
    if whole != minor:
        raise AmountInvalid(f"the amount has more decimals than {terms.currency} has")
    if not 0 < whole <= terms.max_amount_minor:
        raise AmountInvalid("the amount is not above zero, or larger than any bill may be")
    return whole


def _moment(text: str, terms: ImportTerms) -> datetime:
    try:
        moment = datetime.fromisoformat(text.strip())
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=terms.zone)
        is_old, is_ahead = moment.year < OLDEST_YEAR, moment > terms.now + CLOCK_TOLERANCE
    except (ValueError, OverflowError) as error:
        raise BadInput("occurred_at is not a time like 2026-05-31T18:20 or 2026-05-31") from error
    if is_old:
        raise BadInput(f"occurred_at is before {OLDEST_YEAR}")
    if is_ahead:
        raise DateInFuture("occurred_at is in the future")
    return moment


def _store(code: str, terms: ImportTerms) -> UUID:
    wanted = code.strip().lower()
    found = terms.stores.get(wanted) if wanted else terms.default_store
    if found is None:
        raise StoreUnknown(
            f"there is no store with the code {code.strip()[:40]}" if wanted else "no store is named"
        )
    return found


def _text(text: str, limit: int, column: str) -> str:
    cleaned = text.strip()
    if len(cleaned) > limit:
        raise BadInput(f"{column} is longer than {limit} characters")
    return cleaned


def _name(text: str) -> str:
    return " ".join(text.split())[:MAX_NAME]
