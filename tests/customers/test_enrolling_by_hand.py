"""Members whom staff enrol: what is known stays, one key answers alike."""

import asyncio

import pytest

from api import customers
from api.core.audit import SYSTEM
from api.core.errors import Refusal
from api.customers import Birthday, ConsentChannel
from tests.factories.businesses import Tenant
from tests.factories.customers import key_of, list_members, some_phone

pytestmark = pytest.mark.integration


async def test_enrolling_by_hand_keeps_what_the_till_knows(tenant: Tenant) -> None:
    """Given a new customer with e-mail, birthday and consents, when enrolled, then all of it is kept and found."""
    made = await customers.enrol(
        tenant.owner,
        tenant.program_id,
        tenant.business_id,
        "98220 41999",
        {
            "name": "Asha",
            "email": "asha@example.com",
            "birthday": Birthday(2, 29),
            "consents": [ConsentChannel.SMS, ConsentChannel.PUSH],
        },
        store_id=tenant.store_id,
    )
    member = made.member
    assert (made.is_new, member.phone, member.email, member.birthday) == (
        True,
        "+919822041999",
        "asha@example.com",
        Birthday(2, 29),
    )
    key = key_of(tenant, member)
    consents = (await customers.consents_of([key]))[key]
    assert [each.channel for each in consents if each.is_granted] == [ConsentChannel.PUSH, ConsentChannel.SMS]
    found = await list_members(tenant.program_id, tenant.business_id, search="asha@")
    assert len(found.items) == 1


async def test_the_same_enrolment_with_one_key_answers_alike(tenant: Tenant) -> None:
    """Given a key, when the enrolment is sent eight times at once and again, then all say new; else it is refused."""
    phone = some_phone()

    async def send(to: str, name: str) -> customers.Enrolment:
        return await customers.enrol(
            SYSTEM, tenant.program_id, tenant.business_id, to, {"name": name}, idempotency_key="till-1:7"
        )

    made = [*await asyncio.gather(*(send(phone, "Asha") for _ in range(8))), await send(phone, "Asha")]
    assert {each.is_new for each in made} == {True}
    assert len({each.member.membership_id for each in made}) == 1
    stranger = some_phone()
    for to, name in ((phone, "Other"), (stranger, "Asha")):
        with pytest.raises(Refusal) as refused:
            await send(to, name)
        assert refused.value.code == "IDEMPOTENCY_MISMATCH"
    assert await customers.member_by_phone(tenant.program_id, tenant.business_id, stranger) is None


async def test_enrolling_at_a_store_of_others_is_refused(tenant: Tenant, other: Tenant) -> None:
    """Given another business's store, when somebody is enrolled there, then it is refused and nobody is made."""
    phone = some_phone()
    with pytest.raises(Refusal) as refused:
        await customers.enrol(
            SYSTEM, tenant.program_id, tenant.business_id, phone, {}, store_id=other.store_id
        )
    assert refused.value.path == ("storeId",)
    assert await customers.member_by_phone(tenant.program_id, tenant.business_id, phone) is None
