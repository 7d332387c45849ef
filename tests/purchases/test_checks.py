"""What a bill must be: every refusal with its code and path."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest

from api.core.errors import Refusal
from api.core.money import Money
from api.purchases.rules import checks
from api.purchases.rules.content import purchase_hash, return_hash
from api.purchases.types import LineInput, RecordPurchase, ReturnKind, ReturnPurchase

pytestmark = pytest.mark.unit

NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)
REQUEST = RecordPurchase("key", UUID(int=1), Money(10_000, "INR"))


def refusal_of(check: object, *args: object, **kwargs: object) -> tuple[str, tuple[str, ...]]:
    """Code and path of the refusal that a check raises."""
    assert callable(check)
    with pytest.raises(Refusal) as refused:
        check(*args, **kwargs)
    return refused.value.code, refused.value.path


@pytest.mark.parametrize(
    ("amount", "code", "path"),
    [
        (Money(0, "INR"), "AMOUNT_INVALID", ("amount", "minorUnits")),
        (Money(-1, "INR"), "AMOUNT_INVALID", ("amount", "minorUnits")),
        (Money(50_001, "INR"), "AMOUNT_INVALID", ("amount", "minorUnits")),
        (Money(100, "USD"), "CURRENCY_MISMATCH", ("amount", "currency")),
    ],
)
def test_amounts(amount: Money, code: str, path: tuple[str, ...]) -> None:
    """Given a limit of 50,000 paise, when an amount cannot be, then it is refused; at the limit it passes."""
    assert refusal_of(checks.check_amount, amount, "INR", 50_000) == (code, path)
    checks.check_amount(Money(50_000, "INR"), "INR", 50_000)


def test_gift_card() -> None:
    """Given a bill of 100, when the gift card pays more or less than nothing, then it is refused."""
    bill = Money(10_000, "INR")
    assert checks.check_gift_card(None, bill, "INR") == 0
    assert checks.check_gift_card(bill, bill, "INR") == 10_000
    expected = ("AMOUNT_INVALID", ("giftCard", "minorUnits"))
    assert refusal_of(checks.check_gift_card, Money(10_001, "INR"), bill, "INR") == expected
    assert refusal_of(checks.check_gift_card, Money(-1, "INR"), bill, "INR") == expected
    assert refusal_of(checks.check_gift_card, Money(1, "EUR"), bill, "INR")[0] == "CURRENCY_MISMATCH"


def test_moments() -> None:
    """Given now, when a sale is 5 minutes ahead or two years ago, then it passes; a second more is refused."""
    second = timedelta(seconds=1)
    checks.check_moment(NOW + timedelta(minutes=5), NOW)
    checks.check_moment(NOW - timedelta(days=730), NOW)
    assert refusal_of(checks.check_moment, NOW + timedelta(minutes=5) + second, NOW)[0] == "DATE_IN_FUTURE"
    assert refusal_of(checks.check_moment, NOW - timedelta(days=730) - second, NOW)[0] == "DATE_TOO_OLD"


@pytest.mark.parametrize(
    ("lines", "code", "path"),
    [
        ((LineInput(20),) * 501, "LINES_MISMATCH", ("lines",)),
        ((LineInput(10_001), LineInput(-1)), "AMOUNT_INVALID", ("lines", "1", "amountMinorUnits")),
        ((LineInput(10_000, sku="x" * 81),), "BAD_INPUT", ("lines", "0", "sku")),
        ((LineInput(10_000, name="x" * 201),), "BAD_INPUT", ("lines", "0", "name")),
        ((LineInput(10_000, name="a\x00b"),), "BAD_INPUT", ("lines", "0", "name")),
        ((LineInput(10_000, quantity_milli=0),), "BAD_INPUT", ("lines", "0", "quantity")),
    ],
)
def test_lines(lines: tuple[LineInput, ...], code: str, path: tuple[str, ...]) -> None:
    """Given lines that cannot be, when they are checked, then they are refused."""
    assert refusal_of(checks.check_each_line, lines) == (code, path)


def test_lines_that_fit() -> None:
    """Given lines that sum to the bill, or none, when they are checked, then they pass; a paisa less does not."""
    for lines in ((), (LineInput(20),) * 500, (LineInput(0), LineInput(10_000))):
        checks.check_each_line(lines)
        checks.check_lines(lines, 10_000)
    assert refusal_of(checks.check_lines, (LineInput(9_999),), 10_000) == ("LINES_MISMATCH", ("lines",))


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"idempotency_key": ""}, ("idempotencyKey",)),
        ({"idempotency_key": "x" * 129}, ("idempotencyKey",)),
        ({"bill_number": "x" * 61}, ("billNumber",)),
        ({"device_id": "x" * 81}, ("deviceId",)),
        ({"membership_id": UUID(int=2), "phone": "+919822041763"}, ("phone",)),
    ],
)
def test_form(changed: dict[str, object], path: tuple[str, ...]) -> None:
    """Given a request that no till should send, when it is checked, then it is refused at its path."""
    checks.check_form(REQUEST)
    assert refusal_of(checks.check_form, replace(REQUEST, **changed)) == ("BAD_INPUT", path)  # type: ignore[arg-type]


def test_hashes_tell_content_apart_and_nothing_else() -> None:
    """Given the same sale told in another time zone, when hashed, then it is the same; another amount is another."""
    india = timezone(timedelta(hours=5, minutes=30))
    here, there = replace(REQUEST, occurred_at=NOW), replace(REQUEST, occurred_at=NOW.astimezone(india))
    assert purchase_hash(here, None) == purchase_hash(there, None)
    assert purchase_hash(replace(here, device_id="till 2"), None) == purchase_hash(here, None)
    others = [
        replace(here, amount=Money(10_001, "INR")),
        replace(here, store_id=UUID(int=9)),
        replace(here, membership_id=UUID(int=9)),
        replace(here, gift_card=Money(1, "INR")),
        replace(here, points_paid=1),
        replace(here, bill_number="7"),
        replace(here, lines=(LineInput(10_000),)),
        replace(here, occurred_at=None),
    ]
    hashes = {purchase_hash(other, None) for other in others} | {purchase_hash(here, "+919822041763")}
    assert len(hashes) == 9
    assert purchase_hash(here, None) not in hashes


def test_return_hashes() -> None:
    """Given a return, when lines come in another order, then it is the same; as a void it is another."""
    one = ReturnPurchase("key", UUID(int=1), lines=((1, 5), (2, 6)))
    assert return_hash(one, ReturnKind.LINES) == return_hash(
        replace(one, lines=((2, 6), (1, 5))), ReturnKind.LINES
    )
    assert return_hash(one, ReturnKind.LINES) != return_hash(one, ReturnKind.VOID)
