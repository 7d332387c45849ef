"""Changes of a number that meet: the same one often, a sign-in meanwhile, two who swap."""

import asyncio

import pytest

from api import customers
from api.core import db as core_db
from api.core.audit import SYSTEM
from api.core.errors import Refusal
from tests.customers.conftest import KeptCodes
from tests.customers.new_phones import phone_of, somebody
from tests.customers.signing_in import sessions_of
from tests.factories.businesses import Tenant
from tests.factories.customers import make_member

pytestmark = [pytest.mark.integration, pytest.mark.security]


async def test_twenty_same_changes_at_once_are_one(tenant: Tenant, inbox: KeptCodes) -> None:
    """Given both codes, when the same change comes twenty times at once, then it happens once."""
    person_id, old, new = await somebody(inbox)
    await make_member(tenant, phone=old)
    await customers.request_phone_change(person_id, new)
    code, current = inbox.to(new), inbox.to(old)
    found = await asyncio.gather(
        *(customers.change_phone(SYSTEM, person_id, new, code, current) for _ in range(20)),
        return_exceptions=True,
    )
    assert [each.phone for each in found if isinstance(each, customers.PersonInfo)] == [new]
    codes = [each.code for each in found if isinstance(each, Refusal)]
    assert len(codes) == 19
    assert set(codes) <= {"CODE_EXPIRED", "SAME_PHONE"}
    logged = "SELECT count(*) FROM audit_entry WHERE action = 'customers.phone_changed' AND target_id = $1"
    assert await core_db.fetchval(logged, person_id) == 1
    facts = "SELECT count(*) FROM outbox WHERE name = 'customers.phone_changed' AND program_id = $1"
    assert await core_db.fetchval(facts, tenant.program_id) == 1


async def test_a_sign_in_by_the_old_number_meanwhile_is_no_way_in(
    db: None, inbox: KeptCodes, unlimited: None
) -> None:
    """Given a change and a sign-in by the old number at once, then no session of the person is left by it."""
    for _ in range(5):
        person_id, old, new = await somebody(inbox)
        await customers.request_sign_in_code(old)
        sign_in_code = inbox.to(old)
        await customers.request_phone_change(person_id, new)
        change = customers.change_phone(SYSTEM, person_id, new, inbox.to(new), inbox.to(old))
        _, entered = await asyncio.gather(change, customers.verify_sign_in_code(old, sign_in_code))
        assert await phone_of(person_id) == new
        assert await sessions_of(person_id) == 0
        assert entered.is_new == (entered.person_id != person_id)


async def test_two_people_swap_their_numbers(db: None, inbox: KeptCodes, unlimited: None) -> None:
    """Given two who want each other's number, when both change at once, then one does, or one after the other both."""
    one, ones, _ = await somebody(inbox)
    other, others, _ = await somebody(inbox)
    await customers.request_phone_change(one, others)
    first = (inbox.to(others), inbox.to(ones))
    await customers.request_phone_change(other, ones)
    second = (inbox.to(ones), inbox.to(others))
    found = await asyncio.gather(
        customers.change_phone(SYSTEM, one, others, *first),
        customers.change_phone(SYSTEM, other, ones, *second),
        return_exceptions=True,
    )
    moved = [each for each in found if isinstance(each, customers.PersonInfo)]
    refused = [each.code for each in found if isinstance(each, Refusal)]
    held = (await phone_of(one), await phone_of(other))
    if len(moved) == 2:  # the second began when its old number was gone, and proved its new one
        assert held == (others, ones)
    else:
        assert refused == ["CODE_EXPIRED"]
        assert set(held) == {moved[0].phone, None}
