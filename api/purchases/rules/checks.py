"""What a bill must be before it is recorded. Each check refuses with a code and the path of the field."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from api.core.errors import BadInput
from api.core.money import Money
from api.purchases.errors import (
    AmountInvalid,
    CurrencyMismatch,
    DateInFuture,
    DateTooOld,
    LinesMismatch,
)
from api.purchases.types import LineInput, RecordPurchase

CLOCK_TOLERANCE = timedelta(minutes=5)
"""How far a till's clock may be ahead of ours."""
OLDEST = timedelta(days=730)
"""How late a bill may be recorded at a till; history is imported."""
MAX_LINES = 500
MAX_SKU = 80
MAX_NAME = 200
MAX_BILL_NUMBER = 60
MAX_DEVICE_ID = 80
MAX_KEY = 128
MAX_QUANTITY_MILLI = 1_000_000_000


def check_amount(amount: Money, currency: str, limit_minor: int, *, path: str = "amount") -> None:
    """An amount of a bill: in the program's currency, above zero, within the program's limit."""
    check_currency(amount, currency, path=path)
    if amount.minor_units <= 0:
        raise AmountInvalid("The amount must be more than zero.", path=(path, "minorUnits"))
    if amount.minor_units > limit_minor:
        raise AmountInvalid(
            "The amount is larger than any bill of this program may be. Please check the digits.",
            path=(path, "minorUnits"),
            params={"max_minor_units": limit_minor},
        )


def check_currency(amount: Money, currency: str, *, path: str) -> None:
    """An amount in the program's currency."""
    if amount.currency != currency:
        raise CurrencyMismatch(
            f"This program works in {currency}, not in {amount.currency}.",
            path=(path, "currency"),
            params={"currency": currency},
        )


def check_gift_card(gift_card: Money | None, amount: Money, currency: str) -> int:
    """Minor units that were paid with a gift card: not negative, not more than the bill."""
    if gift_card is None:
        return 0
    check_currency(gift_card, currency, path="giftCard")
    if not 0 <= gift_card.minor_units <= amount.minor_units:
        raise AmountInvalid(
            "The part paid with a gift card must be between zero and the bill's amount.",
            path=("giftCard", "minorUnits"),
        )
    return gift_card.minor_units


def check_moment(occurred_at: datetime, now: datetime) -> None:
    """A sale that happened: at most 5 minutes ahead of our clock, at most two years ago."""
    if occurred_at > now + CLOCK_TOLERANCE:
        raise DateInFuture(
            "This sale would be in the future. Please check the clock of the till.", path=("occurredAt",)
        )
    if occurred_at < now - OLDEST:
        raise DateTooOld(
            "This sale is too long ago to be recorded at a till. Import it instead.",
            path=("occurredAt",),
            params={"max_days": OLDEST.days},
        )


def check_lines(lines: Sequence[LineInput], amount_minor: int) -> None:
    """Lines that make up the bill: they sum to its amount."""
    total = sum(line.amount_minor for line in lines)
    if lines and total != amount_minor:
        raise LinesMismatch(
            "The lines do not sum to the bill's amount.",
            path=("lines",),
            params={"sum_minor_units": total, "amount_minor_units": amount_minor},
        )


def check_each_line(lines: Sequence[LineInput]) -> None:
    """Lines that can be: at most 500, none negative, of some quantity."""
    if len(lines) > MAX_LINES:
        raise LinesMismatch(
            f"A bill can have at most {MAX_LINES} lines.", path=("lines",), params={"max": MAX_LINES}
        )
    for at, line in enumerate(lines):
        _check_line(line, ("lines", str(at)))


def _check_line(line: LineInput, path: tuple[str, ...]) -> None:
    if line.amount_minor < 0:
        raise AmountInvalid(
            "A line cannot be negative: take discounts off the line they belong to.",
            path=(*path, "amountMinorUnits"),
        )
    if not 0 < line.quantity_milli <= MAX_QUANTITY_MILLI:
        raise BadInput("A quantity must be more than zero.", path=(*path, "quantity"))
    check_text(line.sku, MAX_SKU, (*path, "sku"))
    check_text(line.name, MAX_NAME, (*path, "name"))


def check_text(text: str, limit: int, path: tuple[str, ...]) -> None:
    """A text of at most `limit` characters that a database can keep."""
    if len(text) > limit:
        raise BadInput(f"At most {limit} characters, please.", path=path, params={"max": limit})
    if "\x00" in text:
        raise BadInput("This text has a character that cannot be kept.", path=path)


def check_form(request: RecordPurchase) -> None:
    """What can be told from the request alone: key, texts, one customer, whole points."""
    check_key(request.idempotency_key)
    check_text(request.bill_number or "", MAX_BILL_NUMBER, ("billNumber",))
    check_text(request.device_id or "", MAX_DEVICE_ID, ("deviceId",))
    check_each_line(request.lines)
    if request.membership_id is not None and request.phone is not None:
        raise BadInput("Name the customer in one way only.", path=("phone",))
    if request.pays_max_points and request.points_paid:
        raise BadInput("Say how many points, or as many as go.", path=("pointsPaid",))


def check_key(key: str) -> None:
    """An idempotency key: 1 to 128 characters."""
    if not 0 < len(key) <= MAX_KEY:
        raise BadInput(f"An idempotency key has 1 to {MAX_KEY} characters.", path=("idempotencyKey",))
    check_text(key, MAX_KEY, ("idempotencyKey",))
