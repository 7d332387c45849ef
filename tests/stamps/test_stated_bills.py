"""Stamps of bills that another system keeps: they are with whose bill it is, whatever it says next."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from api import purchases
from api.core import db
from api.core.audit import SYSTEM
from api.purchases import StatedBill
from api.stamps import StampEarning
from tests.factories.businesses import Tenant
from tests.factories.customers import make_member
from tests.factories.rewards import unsound
from tests.factories.stamps import cards_of, make_design, use_voucher, vouchers_of

pytestmark = pytest.mark.integration

AT = datetime(2026, 5, 4, 12, tzinfo=UTC)


async def someone(tenant: Tenant) -> UUID:
    """A new member."""
    return (await make_member(tenant)).membership_id


async def state(tenant: Tenant, member: UUID | None, *, is_history: bool = False, **values: Any) -> None:
    """Says whose the one bill is now."""
    bill = StatedBill("1", tenant.store_id, AT, 64_000, membership_id=member)._replace(**values)
    await purchases.state_bills(SYSTEM, tenant.business_id, "e:test", [bill], is_history=is_history)


async def stamps_of(*members: UUID) -> list[int]:
    """How many stamps each has on cards that are open or full."""
    cards = [await cards_of(member) for member in members]
    return [sum(count for count, state, _ in each if state != "expired") for each in cards]


async def test_a_claimed_bill_brings_its_stamps(tenant: Tenant) -> None:
    """Given a bill of nobody, when a customer claims it, then it brings a stamp, and only one."""
    await make_design(tenant, earning=StampEarning.PER_VISIT)
    member = await someone(tenant)
    await state(tenant, None)
    for _ in range(2):
        await state(tenant, member)
        assert await stamps_of(member) == [1]


async def test_stamps_go_over_with_the_bill(tenant: Tenant) -> None:
    """Given a bill of one, when it is another's, nobody's and the first one's again, then so is its stamp."""
    await make_design(tenant, earning=StampEarning.PER_VISIT)
    one, other = await someone(tenant), await someone(tenant)
    for whose, expected in ((one, [1, 0]), (other, [0, 1]), (None, [0, 0]), (one, [1, 0]), (other, [0, 1])):
        await state(tenant, whose)
        assert await stamps_of(one, other) == expected
    assert await unsound(tenant.program_id) == []


async def test_a_bill_that_comes_back_from_the_dead_brings_its_stamps_again(tenant: Tenant) -> None:
    """Given a bill cancelled, wholly returned, and each time corrected, then its stamp goes and comes."""
    await make_design(tenant, earning=StampEarning.PER_VISIT)
    member = await someone(tenant)
    for values, expected in (
        ({}, 1),
        ({"is_cancelled": True}, 0),
        ({}, 1),
        ({"returned_minor": 64_000}, 0),
        ({"returned_minor": 1_000}, 1),
        ({"amount_minor": 90_000}, 1),
    ):
        await state(tenant, member, **values)
        assert await stamps_of(member) == [expected]
    assert await unsound(tenant.program_id) == []


async def test_the_stamp_of_a_used_voucher_is_brought_once(tenant: Tenant) -> None:
    """Given a voucher that was used, when its bill is another's, then the stamp stays where it was spent."""
    await make_design(tenant, needed=2, earning=StampEarning.PER_VISIT)
    one, other = await someone(tenant), await someone(tenant)
    await state(tenant, one)
    bill = StatedBill("2", tenant.store_id, AT, 64_000, membership_id=one)
    await purchases.state_bills(SYSTEM, tenant.business_id, "e:test", [bill], is_history=False)
    assert await vouchers_of(one) == ["active"]
    await use_voucher(one)
    for whose in (other, one, other):
        await state(tenant, whose)
        assert await stamps_of(one, other) == [2, 0]
    await state(tenant, other, is_cancelled=True)
    assert await stamps_of(one, other) == [2, 0]


async def test_stamps_on_a_card_whose_time_is_over_hinder_no_others(tenant: Tenant) -> None:
    """Given a stamp on a card that is over and not swept yet, when its bill is another's, then that one has a stamp."""
    await make_design(tenant, earning=StampEarning.PER_VISIT, valid_days=1)
    one, other = await someone(tenant), await someone(tenant)
    await state(tenant, one)
    await db.execute("UPDATE stamp_card SET expires_at = now() WHERE membership_id = $1", one)
    await state(tenant, other)
    assert await stamps_of(other) == [1]


async def test_history_brings_none(tenant: Tenant) -> None:
    """Given a bill of history, when it is another's, then nobody has a stamp."""
    await make_design(tenant, earning=StampEarning.PER_VISIT)
    one, other = await someone(tenant), await someone(tenant)
    for whose in (one, other):
        await state(tenant, whose, is_history=True)
    assert await stamps_of(one, other) == [0, 0]
