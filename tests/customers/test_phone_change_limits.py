"""How often codes for another number are sent, and that asking tells nothing."""

import pytest

from api import customers
from api.core import db as core_db
from api.core.errors import RateLimited
from tests.customers.conftest import KeptCodes
from tests.customers.new_phones import somebody
from tests.customers.signing_in import pass_time
from tests.factories.businesses import Tenant
from tests.factories.customers import make_member, some_phone
from tests.support.statements import count_queries

pytestmark = [pytest.mark.integration, pytest.mark.security]


async def test_a_phone_is_asked_no_oftener_for_several_purposes(
    db: None, inbox: KeptCodes, limited: None
) -> None:
    """Given a code to sign in of just now, when its number is to change, then it must wait, and no code is sent."""
    person_id, old, new = await somebody(inbox)
    await customers.request_sign_in_code(old)
    with pytest.raises(RateLimited) as refused:
        await customers.request_phone_change(person_id, new)
    wait = refused.value.params["retry_after_seconds"]
    assert isinstance(wait, int)
    assert 28 <= wait <= 30
    assert [each.phone for each in inbox.messages] == [old]
    assert await core_db.fetchval("SELECT count(*) FROM sign_in_code WHERE phone = $1", new) == 0

    await pass_time(old)
    await customers.request_phone_change(person_id, new)
    for phone in (old, new):
        with pytest.raises(RateLimited):
            await customers.request_sign_in_code(phone)
    assert len(inbox.messages) == 3


async def test_the_codes_of_a_change_count_for_the_address(db: None, inbox: KeptCodes, limited: None) -> None:
    """Given an address that asked for nineteen phones, when it asks for two more by a change, then it must wait."""
    person_id, _, new = await somebody(inbox)
    address = f"203.0.113.{new[-6:]}"
    for _ in range(19):
        await customers.request_sign_in_code(some_phone(), address=address)
    with pytest.raises(RateLimited):
        await customers.request_phone_change(person_id, new, address=address)
    assert len(inbox.messages) == 19
    await customers.request_sign_in_code(new, address=address)


@pytest.mark.performance
async def test_known_and_unknown_new_numbers_cost_the_same_work(
    tenant: Tenant, inbox: KeptCodes, unlimited: None
) -> None:
    """Given a member's number and one of nobody, when they are asked for, then the statements are the same."""
    person_id, _, new = await somebody(inbox)
    member = await make_member(tenant)
    async with count_queries() as known:
        first = await customers.request_phone_change(person_id, member.phone or "")
    async with count_queries() as unknown:
        second = await customers.request_phone_change(person_id, new)
    assert known.statements == unknown.statements
    assert (first.current_phone, first.expires_in_seconds) == (
        second.current_phone,
        second.expires_in_seconds,
    )
