"""Sales that are refused change nothing at all."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from api import businesses, purchases
from api.businesses import PointLimits
from api.core import clock
from api.core.audit import SYSTEM
from api.core.errors import Refusal
from api.core.money import Money
from api.purchases import LineInput
from tests.factories.businesses import make_business
from tests.factories.customers import make_member, some_phone
from tests.factories.purchases import a_sale, record_sale, traces
from tests.purchases.buyers import verified_member

pytestmark = pytest.mark.integration

CASES: list[tuple[dict[str, object], str, tuple[str, ...]]] = [
    ({"amount": Money(0, "INR")}, "AMOUNT_INVALID", ("amount", "minorUnits")),
    ({"amount": Money(-500, "INR")}, "AMOUNT_INVALID", ("amount", "minorUnits")),
    ({"amount": Money(100_000_001, "INR")}, "AMOUNT_INVALID", ("amount", "minorUnits")),
    ({"amount": Money(64_000, "USD")}, "CURRENCY_MISMATCH", ("amount", "currency")),
    ({"gift_card": Money(64_001, "INR")}, "AMOUNT_INVALID", ("giftCard", "minorUnits")),
    ({"store_id": uuid4()}, "STORE_UNKNOWN", ("storeId",)),
    ({"lines": (LineInput(63_999),)}, "LINES_MISMATCH", ("lines",)),
    ({"lines": (LineInput(0),) * 500 + (LineInput(64_000),)}, "LINES_MISMATCH", ("lines",)),
    ({"lines": (LineInput(64_000, sku="x" * 81),)}, "BAD_INPUT", ("lines", "0", "sku")),
    ({"membership_id": uuid4()}, "NOT_FOUND", ("customerId",)),
    ({"membership_id": None, "phone": "12"}, "BAD_PHONE", ("phone",)),
    ({"phone": "+919822041763"}, "BAD_INPUT", ("phone",)),
    ({"points_paid": 1}, "PHONE_UNVERIFIED", ("pointsPaid",)),
    ({"points_paid": -1}, "AMOUNT_INVALID", ("pointsPaid",)),
    ({"points_paid": 10_000}, "AMOUNT_INVALID", ("pointsPaid",)),
    ({"idempotency_key": ""}, "BAD_INPUT", ("idempotencyKey",)),
    ({"bill_number": "\x00"}, "BAD_INPUT", ("billNumber",)),
]


@pytest.mark.parametrize(("change", "code", "path"), CASES)
async def test_refusals_change_nothing(
    db: None, change: dict[str, object], code: str, path: tuple[str, ...]
) -> None:
    """Given a till that sends what cannot be, when it is refused, then code and path tell and nothing is left."""
    await expect_refusal(change, code, path)


@pytest.mark.parametrize(
    ("from_now", "code"),
    [(timedelta(minutes=30), "DATE_IN_FUTURE"), (timedelta(days=-731), "DATE_TOO_OLD")],
)
async def test_moments_that_cannot_be_are_refused(db: None, from_now: timedelta, code: str) -> None:
    """Given a moment too far from now, when a sale has it, then it is named and nothing is left."""
    await expect_refusal({"occurred_at": clock.now() + from_now}, code, ("occurredAt",))


async def expect_refusal(change: dict[str, object], code: str, path: tuple[str, ...]) -> None:
    """Record a sale that is good but for the change: it is refused with code and path, and leaves nothing."""
    tenant = await make_business()
    member = await make_member(tenant)
    sale = replace(a_sale(tenant, membership_id=member.membership_id), **change)  # type: ignore[arg-type]
    before = await traces(tenant)
    with pytest.raises(Refusal) as refused:
        await purchases.record(tenant.owner, tenant.business_id, sale)
    assert (refused.value.code, refused.value.path) == (code, path)
    assert await traces(tenant) == before


async def test_insufficient_points_undo_the_enrolment_too(db: None) -> None:
    """Given a verified member without points, when 10 are to pay, then nothing of the sale remains."""
    tenant = await make_business()
    member = await verified_member(tenant)
    before = await traces(tenant)
    with pytest.raises(Refusal) as refused:
        await record_sale(tenant, membership_id=member.membership_id, points_paid=10)
    assert refused.value.code == "INSUFFICIENT_POINTS"
    assert await traces(tenant) == before


async def test_a_limit_that_refuses_undoes_the_enrolment(db: None) -> None:
    """Given at most 50 points per transaction, when a new phone would earn 64, then nobody is enrolled."""
    tenant = await make_business(rules={"limits": PointLimits(per_transaction=50)})
    before = await traces(tenant)
    with pytest.raises(Refusal) as refused:
        await purchases.record(tenant.owner, tenant.business_id, a_sale(tenant, phone=some_phone()))
    assert refused.value.code == "LIMIT_REACHED"
    assert await traces(tenant) == before


async def test_other_tenants_stores_and_members_are_unknown(db: None) -> None:
    """Given two businesses, when one names the other's store or member, then they are unknown and nothing changes."""
    ours, theirs = await make_business(), await make_business(name="Tin Robot")
    member = await make_member(theirs)
    before = await traces(ours), await traces(theirs)
    for change, code in (
        ({"store_id": theirs.store_id}, "STORE_UNKNOWN"),
        ({"membership_id": member.membership_id}, "NOT_FOUND"),
    ):
        with pytest.raises(Refusal) as refused:
            await purchases.record(ours.owner, ours.business_id, replace(a_sale(ours), **change))  # type: ignore[arg-type]
        assert refused.value.code == code
    assert (await traces(ours), await traces(theirs)) == before


async def test_a_closed_store_sells_nothing(db: None) -> None:
    """Given a store that was closed, when it sends a sale, then it is unknown; an old sale still replays."""
    tenant = await make_business()
    sale = a_sale(tenant)
    await purchases.record(tenant.owner, tenant.business_id, sale)
    await businesses.update_store(SYSTEM, tenant.business_id, tenant.store_id, {"is_active": False})
    with pytest.raises(Refusal) as refused:
        await record_sale(tenant)
    assert refused.value.code == "STORE_UNKNOWN"
    assert (await purchases.record(tenant.owner, tenant.business_id, sale)).is_replay
