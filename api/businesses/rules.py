"""What settings of a tenant may be: each value cleaned, or refused with a sentence and its path."""

import re
import unicodedata
from datetime import datetime
from itertools import pairwise
from typing import cast

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from api.businesses.types import (
    BrandChanges,
    BusinessChanges,
    EarnRate,
    ExpiryKind,
    PartnerTerms,
    PendingKind,
    PointLimits,
    PointPayment,
    ProgramChanges,
    ShopBrandChanges,
    StoreChanges,
)
from api.core import clock
from api.core.errors import BadInput
from api.core.money import MAX_SAFE, minor_per_unit

Path = tuple[str, ...]

MAX_EXPIRY_MONTHS = 120
MAX_PENDING_DAYS = 365
MAX_REINSTATEMENT_DAYS = 365
MAX_REINSTATE_WITHIN_DAYS = 730
MAX_REMINDERS = 5
MAX_REMINDER_DAYS = 180
MAX_VOID_WINDOW_SECONDS = 7 * 24 * 3600
MAX_EARN_POINTS = 1_000_000
MAX_POINT_VALUE_MICRO_MINOR = 10**15
DEFAULT_STOCK_COLOR = "#8e1b4b"
DEFAULT_FOIL_COLOR = "#ffb21c"

_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # would write a name backwards
_COLOR = re.compile(r"#[0-9a-f]{6}")
_MOTIF = re.compile(r"[a-z0-9-]{0,20}")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,39}")


def text(value: str, path: Path, *, longest: int, required: bool = True) -> str:
    """The text with single spaces and none around it. Refuses empty (where required) or too long ones, and those
    with control characters; joiners of Indic scripts and emoji stay.
    """
    cleaned = " ".join(value.split())
    if required and not any(unicodedata.category(each) != "Cf" for each in cleaned):
        raise BadInput("Please fill this in.", path=path)
    if len(cleaned) > longest:
        raise BadInput(f"Please use at most {longest} characters.", path=path, params={"max": longest})
    if any(unicodedata.category(each) in ("Cc", "Cs") or each in _TURNING for each in cleaned):
        raise BadInput("This text has characters that cannot be shown.", path=path)
    return cleaned


def whole(value: int, path: Path, *, least: int, most: int) -> int:
    """The number within its bounds."""
    if isinstance(value, bool) or not least <= value <= most:
        raise BadInput(
            f"Please use a whole number from {least} to {most}.",
            path=path,
            params={"min": least, "max": most},
        )
    return value


def color(value: str, path: Path) -> str:
    """A colour as #rrggbb in lower case."""
    cleaned = value.strip().lower()
    if not _COLOR.fullmatch(cleaned):
        raise BadInput("Please give the colour as # and six hexadecimal digits, like #8e1b4b.", path=path)
    return cleaned


def motif(value: str, path: Path) -> str:
    """The name of a drawing, or nothing."""
    cleaned = value.strip().lower()
    if not _MOTIF.fullmatch(cleaned):
        raise BadInput("A motif's name has letters, digits and hyphens, at most 20.", path=path)
    return cleaned


def initials_of(name: str) -> str:
    """Up to two first letters of a name: `Kaapi House` as KH."""
    return "".join(word[0] for word in name.split() if word[0].isalnum())[:2].upper()


def email(value: str, path: Path = ("email",)) -> str:
    """An address in lower case. Refuses what cannot be one."""
    try:
        return validate_email(value.strip()[:320], check_deliverability=False).normalized.lower()
    except EmailNotValidError as error:
        raise BadInput("This is not an e-mail address.", path=path) from error


def region(value: str, path: Path = ("region",)) -> str:
    """A country as ISO 3166 names it, whose phone numbers are known."""
    cleaned = value.strip().upper()
    if cleaned not in phonenumbers.SUPPORTED_REGIONS:
        raise BadInput("This country is not known. Use a code of two letters, like IN.", path=path)
    return cleaned


def currency(value: str) -> str:
    """A currency as ISO 4217 names it; others are refused with BAD_MONEY."""
    cleaned = value.strip().upper()
    minor_per_unit(cleaned)
    return cleaned


def earn_rate(rate: EarnRate, path: Path = ("earnRate",)) -> EarnRate:
    """A rate of positive numbers."""
    return EarnRate(
        points=whole(rate.points, (*path, "points"), least=1, most=MAX_EARN_POINTS),
        per_minor=whole(rate.per_minor, (*path, "perMinorUnits"), least=1, most=MAX_SAFE),
    )


def default_earn_rate(of_currency: str) -> EarnRate:
    """One point for ten units of money."""
    return EarnRate(1, 10 * minor_per_unit(of_currency))


def default_point_value(of_currency: str) -> int:
    """A tenth of a unit of money for one point, in millionths of a minor unit."""
    return minor_per_unit(of_currency) * 100_000


def limits(given: PointLimits, path: Path = ("limits",)) -> PointLimits:
    """Limits of at least one point each. Refuses a day that allows more than its week, a week more than its month."""
    for name in (
        "per_transaction",
        "per_day",
        "per_week",
        "per_month",
        "balance",
        "staff_awards_per_hour",
        "store_points_per_day",
    ):
        value = cast("int | None", getattr(given, name))
        most = 2**31 - 1 if name == "staff_awards_per_hour" else MAX_SAFE
        if value is not None:
            whole(value, (*path, name), least=1, most=most)
    rising = [("per_day", given.per_day), ("per_week", given.per_week), ("per_month", given.per_month)]
    known = [(name, value) for name, value in rising if value is not None]
    for (_, shorter), (name, longer) in pairwise(known):
        if longer < shorter:
            raise BadInput("A longer time cannot allow fewer points than a shorter one.", path=(*path, name))
    return given


def payment(given: PointPayment, path: Path = ("payment",)) -> PointPayment:
    """Rules of paying with points that a bill can meet."""
    whole(given.max_bp, (*path, "maxPercent"), least=1, most=10_000)
    whole(given.step, (*path, "step"), least=1, most=MAX_EARN_POINTS)
    whole(given.min_points, (*path, "minPoints"), least=1, most=MAX_SAFE)
    if given.max_points is not None:
        least = max(given.min_points, given.step)
        whole(given.max_points, (*path, "maxPoints"), least=least, most=MAX_SAFE)
    return given


def reminders(days: tuple[int, ...], path: Path = ("expiryReminderDays",)) -> tuple[int, ...]:
    """Up to five stages, each another number of days, the earliest first; none for no reminders."""
    if len(days) > MAX_REMINDERS:
        raise BadInput(
            f"There are at most {MAX_REMINDERS} reminders.", path=path, params={"max": MAX_REMINDERS}
        )
    return tuple(sorted({whole(each, path, least=1, most=MAX_REMINDER_DAYS) for each in days}, reverse=True))


def program(changes: ProgramChanges) -> ProgramChanges:
    """Settings of a program, each cleaned or refused."""
    cleaned = changes.copy()
    if "name" in changes:
        cleaned["name"] = text(changes["name"], ("name",), longest=120)
    if "points_name" in changes:
        cleaned["points_name"] = text(changes["points_name"], ("pointsName",), longest=40)
    if "time_zone" in changes:
        cleaned["time_zone"] = clock.zone(changes["time_zone"]).key
    if "earn_rate" in changes:
        cleaned["earn_rate"] = earn_rate(changes["earn_rate"])
    if "limits" in changes:
        cleaned["limits"] = limits(changes["limits"])
    if "payment" in changes:
        cleaned["payment"] = payment(changes["payment"])
    if "reminder_days" in changes:
        cleaned["reminder_days"] = reminders(changes["reminder_days"])
    for name, path, least, most in _NUMBERS:
        if name in changes:
            whole(cast("dict[str, int]", changes)[name], (path,), least=least, most=most)
    return cleaned


_NUMBERS = (
    ("point_value_micro_minor", "pointValue", 1, MAX_POINT_VALUE_MICRO_MINOR),
    ("pending_days", "pendingDays", 0, MAX_PENDING_DAYS),
    ("expiry_months", "expiryMonths", 1, MAX_EXPIRY_MONTHS),
    ("reinstatement_days", "reinstatementDays", 0, MAX_REINSTATEMENT_DAYS),
    ("reinstate_within_days", "reinstateWithinDays", 0, MAX_REINSTATE_WITHIN_DAYS),
    ("void_window_seconds", "voidWindowSeconds", 0, MAX_VOID_WINDOW_SECONDS),
    ("max_amount_minor", "maxAmountMinorUnits", 1, MAX_SAFE),
)


def pending(kind: PendingKind, days: int, until: datetime | None, now: datetime) -> None:
    """Refuses a waiting time that its kind cannot mean."""
    if kind in (PendingKind.DELAY, PendingKind.EVENT) and days < 1:
        raise BadInput("Please say for how many days points wait, at most.", path=("pendingDays",))
    if kind is PendingKind.FIXED_DATE and until is None:
        raise BadInput("Please say until when points wait.", path=("pendingUntil",))
    if kind is PendingKind.FIXED_DATE and until is not None and until <= now:
        raise BadInput("The day until which points wait is over.", path=("pendingUntil",))


def expires(kind: ExpiryKind) -> bool:
    """True where points can expire at all."""
    return kind is not ExpiryKind.NEVER


def look(changes: BrandChanges) -> BrandChanges:
    """Parts of a look, each cleaned or refused."""
    cleaned = BrandChanges()
    if "stock_color" in changes:
        cleaned["stock_color"] = color(changes["stock_color"], ("stockColor",))
    if "foil_color" in changes:
        cleaned["foil_color"] = color(changes["foil_color"], ("foilColor",))
    if "motif" in changes:
        cleaned["motif"] = motif(changes["motif"], ("motif",))
    if "initials" in changes:
        cleaned["initials"] = text(changes["initials"], ("initials",), longest=3, required=False).upper()
    return cleaned


def business(changes: BusinessChanges) -> BusinessChanges:
    """Values of a business, each cleaned or refused."""
    cleaned = cast(BusinessChanges, {**changes, **look(changes)})
    if "name" in changes:
        cleaned["name"] = text(changes["name"], ("name",), longest=120)
    if "contact_name" in changes:
        cleaned["contact_name"] = text(changes["contact_name"], ("contactName",), longest=120, required=False)
    address = changes.get("contact_email")
    if address is not None:
        cleaned["contact_email"] = email(address, ("contactEmail",))
    rate = changes.get("earn_rate")
    if rate is not None:
        cleaned["earn_rate"] = earn_rate(rate)
    return cleaned


def store(changes: StoreChanges) -> StoreChanges:
    """Values of a store, each cleaned or refused."""
    cleaned = changes.copy()
    if "name" in changes:
        cleaned["name"] = text(changes["name"], ("name",), longest=120)
    if "code" in changes:
        code = changes["code"].strip()
        if not _CODE.fullmatch(code):
            raise BadInput("A store's code has 1 to 40 letters, digits or ._/-, like MUM-01.", path=("code",))
        cleaned["code"] = code
    if "address" in changes:
        cleaned["address"] = text(changes["address"], ("address",), longest=300, required=False)
    if "city" in changes:
        cleaned["city"] = text(changes["city"], ("city",), longest=120, required=False)
    return cleaned


def shop_brand(changes: ShopBrandChanges) -> ShopBrandChanges:
    """Values of a shop brand, each cleaned or refused."""
    cleaned = cast(ShopBrandChanges, {**changes, **look(changes)})
    if "name" in changes:
        cleaned["name"] = text(changes["name"], ("name",), longest=120)
    return cleaned


MAX_TERMS = 8_000


def partner_terms(given: PartnerTerms, path: Path = ("terms",)) -> PartnerTerms:
    """Terms in words of 1 to 8,000 characters, lines kept; money for a point that is not absurd."""
    lines = [text(line, path, longest=MAX_TERMS, required=False) for line in given.text.strip().splitlines()]
    cleaned = "\n".join(lines)
    if not cleaned:
        raise BadInput("Please say on which terms.", path=path)
    if len(cleaned) > MAX_TERMS:
        raise BadInput(f"Please use at most {MAX_TERMS} characters.", path=path, params={"max": MAX_TERMS})
    if given.micro_minor is not None:
        whole(given.micro_minor, ("rate",), least=0, most=MAX_POINT_VALUE_MICRO_MINOR)
    return PartnerTerms(cleaned, given.micro_minor, given.funding)
