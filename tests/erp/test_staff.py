"""Whoever the source calls its staff wears a tag here, as long as the source says so."""

from pathlib import Path

import pytest

from api import customers, erp
from api.core import db
from api.core.errors import Refusal
from api.customers import MemberKey
from api.erp.types import StreamKind, SyncRules
from tests.erp.plain import PlainTill
from tests.factories.businesses import Tenant, make_business
from tests.factories.erp import Synced, connect

pytestmark = pytest.mark.integration

ASHA, RAVI = "+919820000001", "+919820000002"
TAGS = """
    SELECT tag.name FROM membership_tag JOIN tag ON tag.id = membership_tag.tag_id
    WHERE membership_tag.business_id = $1 AND membership_tag.membership_id = $2
"""


@pytest.fixture
async def tenant(db: None) -> Tenant:
    """A business."""
    return await make_business()


@pytest.fixture
def till(scratch: Path) -> PlainTill:
    """An empty till."""
    return PlainTill(scratch / "till.db")


@pytest.fixture
async def synced(tenant: Tenant, till: PlainTill) -> Synced:
    """A business connected to it, live."""
    return await met(await connect(tenant, till.path, preset="generic"), till)


async def met(synced: Synced, till: PlainTill) -> Synced:
    """Asha and Ravi have bought; the source calls Asha its staff."""
    till.customer("C1", phone=ASHA, name="Asha", staff=1)
    till.customer("C2", phone=RAVI, name="Ravi")
    await synced.backfill(StreamKind.CUSTOMER)
    for bill, (key, phone) in enumerate((("C1", ASHA), ("C2", RAVI))):
        till.bill(str(bill), customer_id=key, phone=phone)
    await synced.backfill()
    return synced


async def key_of(synced: Synced, phone: str) -> MemberKey:
    """The member with this number."""
    tenant = (synced.tenant.program_id, synced.tenant.business_id)
    member = await customers.member_by_phone(*tenant, phone)
    assert member is not None
    return MemberKey(*tenant, member.membership_id)


async def tags(synced: Synced, phone: str) -> list[str]:
    """What tags the member with this number wears."""
    key = await key_of(synced, phone)
    return [row["name"] for row in await db.fetch(TAGS, key.business_id, key.membership_id)]


async def test_staff_are_tagged_when_they_are_met_and_untagged_when_they_leave(
    synced: Synced, till: PlainTill
) -> None:
    """Given a colleague described before her first bill, then she is tagged by it; the tag follows the source."""
    assert (await tags(synced, ASHA), await tags(synced, RAVI)) == (["Staff"], [])
    till.customer("C1", phone=ASHA, name="Asha", staff=0)
    till.customer("C2", phone=RAVI, name="Ravi", staff=1)
    await synced.poll(StreamKind.CUSTOMER)
    assert (await tags(synced, ASHA), await tags(synced, RAVI)) == ([], ["Staff"])
    assert (
        await db.fetchval("SELECT count(*) FROM erp_staff WHERE program_id = $1", synced.tenant.program_id)
        == 1
    )


async def test_what_people_do_by_hand_stays(synced: Synced, till: PlainTill) -> None:
    """Given a tag taken off or put on by hand, when the source is read again, then it stays as the person left it."""
    asha, ravi = await key_of(synced, ASHA), await key_of(synced, RAVI)
    tag = await customers.tag_member(synced.tenant.owner, ravi, "staff")
    await customers.untag_member(synced.tenant.owner, asha, tag.id)
    for staff in (1, 0):
        till.customer("C1", phone=ASHA, name=f"Asha {staff}", staff=1)
        till.customer("C2", phone=RAVI, name=f"Ravi {staff}", staff=staff)
        await synced.poll(StreamKind.CUSTOMER)
        assert (await tags(synced, ASHA), await tags(synced, RAVI)) == ([], ["Staff"])


async def test_the_rules_name_the_tag_or_none(tenant: Tenant, till: PlainTill) -> None:
    """Given rules without a tag, then nobody wears one; with one of their own, it is that from the next run on."""
    synced = await met(
        await connect(tenant, till.path, preset="generic", rules=SyncRules(staff_tag="")), till
    )
    assert await tags(synced, ASHA) == []
    asked = (tenant.owner, tenant.program_id, tenant.business_id, synced.connection_id)
    with pytest.raises(Refusal) as refused:
        await erp.save_rules(*asked, {"staff_tag": "x" * 41})
    assert (refused.value.code, refused.value.path) == ("BAD_INPUT", ("staff_tag",))
    await erp.save_rules(*asked, {"staff_tag": " Mitarbeitende "})
    till.customer("C3", phone="+919820000003", name="Mina")
    await synced.poll(StreamKind.CUSTOMER)
    assert await tags(synced, ASHA) == ["Mitarbeitende"]
