"""All that is kept of somebody, for them: every part tells its own, nobody else's, for a day."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest

from api import customers
from api.core import clock, db
from api.core.audit import SYSTEM
from api.core.errors import Refusal
from tests.factories.businesses import Tenant, make_business
from tests.factories.customers import key_of, make_member
from tests.factories.merges import merge
from tests.factories.purchases import record_sale
from tests.factories.remains import fill
from tests.factories.rewards import give, make_reward
from tests.factories.stamps import issue, make_design
from workers import listeners

pytestmark = pytest.mark.integration


async def made(column: str, key: UUID) -> tuple[dict[str, Any], str]:
    """The newest export of a person or member, made by its listener, and the link's secret."""
    row = await db.fetchrow(
        f"SELECT id, token FROM data_export WHERE {column} = $1 ORDER BY created_at DESC LIMIT 1", key
    )
    assert row is not None
    fact = await db.fetchval(
        "SELECT id FROM outbox WHERE name = 'customers.export_requested' AND payload ->> 'export_id' = $1",
        str(row["id"]),
    )
    assert await listeners.react("customers.make_export", str(fact))
    content = await customers.read_export(row["token"])
    assert content is not None
    return orjson.loads(content), row["token"]


def check_families(program: dict[str, Any]) -> None:
    """Gifts, the household, messages, presents, reviews and lists are told too."""
    assert [(each["points"], each["state"]) for each in program["gifts_given"]] == [
        (20, "arrived"),
        (30, "waiting"),
    ]
    assert [(each["name"], each["role"]) for each in program["households"]] == [("The Raos", "guardian")]
    assert len(program["household_invitations"]) == 2
    assert program["messages"] != []
    assert [each["points"] for each in program["birthday_presents"]] == [50]
    assert sorted(each["state"] for each in program["reviews"]) == ["open", "rejected"]
    assert {each["kind"] for each in program["bulk_runs"]} == {"import", "export"}
    assert [each["points"] for each in program["opening_balances"]] == [50]
    assert [each["reason"] for each in program["expiry_extensions"]] == ["Zubeida was ill"]


async def test_a_person_gets_all_of_every_program(tenant: Tenant) -> None:
    """Given somebody with a bit of everything, also of a double entry, when they ask, then all of it is in the file."""
    member, double = await make_member(tenant, name="Meera Iyer"), await make_member(tenant)
    stranger = await make_member(tenant, name="Nobody Else")
    key = key_of(tenant, member)
    await customers.add_note(tenant.owner, key, "Likes tea")
    await record_sale(tenant, 50_000, membership_id=member.membership_id)
    await record_sale(tenant, 20_000, membership_id=double.membership_id)
    await issue(tenant, member.membership_id, await make_design(tenant), 2)
    await give(tenant, member.membership_id, (await make_reward(tenant)).id)
    await customers.add_note(tenant.owner, key_of(tenant, stranger), "Secret")
    remains = await fill(tenant, member, "Zubeida")
    await merge(tenant, member, double)
    await customers.request_own_export(SYSTEM, member.person_id)
    await customers.request_own_export(SYSTEM, member.person_id)
    assert await db.fetchval("SELECT count(*) FROM data_export WHERE person_id = $1", member.person_id) == 1

    told, token = await made("person_id", member.person_id)

    (program,) = told["programs"]
    assert [each["phone"] for each in told["phones"]] == [member.phone]
    assert {each["number"] for each in program["cards"]} == {member.number, double.number}
    assert [each["text"] for each in program["notes"]] == ["Likes tea"]
    assert sorted(each["amount_minor"] for each in program["purchases"]) == [20_000, 50_000]
    assert {each["kind"] for each in program["points"]} >= {"earn", "merge", "transfer", "opening_balance"}
    assert [each["count"] for each in program["stamps"]] == [2]
    assert [each["state"] for each in program["vouchers"]] == ["active"]
    assert b"Secret" not in orjson.dumps(told)
    check_families(program)
    assert str(remains.other.phone) not in orjson.dumps(program).decode()

    await db.execute(
        "UPDATE data_export SET expires_at = $2 WHERE token = $1", token, clock.now() - timedelta(1)
    )
    assert await customers.read_export(token) is None


async def test_staff_get_what_their_business_keeps(tenant: Tenant) -> None:
    """Given two shops of a coalition, when one asks for a member, then the other's notes and bills are not in it."""
    partner = await make_business(name="Sari Palace", program_id=tenant.program_id)
    member = await make_member(tenant)
    await record_sale(tenant, 50_000, membership_id=member.membership_id)
    await record_sale(partner, 99_000, membership_id=member.membership_id)
    await customers.add_note(partner.owner, key_of(partner, member), "Partner's secret")
    await customers.request_export(tenant.owner, key_of(tenant, member))
    told, _ = await made("membership_id", member.membership_id)
    (program,) = told["programs"]
    assert [each["amount_minor"] for each in program["purchases"]] == [50_000]
    assert program["notes"] == []
    assert "person" not in told


async def test_a_stranger_is_not_told_of(tenant: Tenant) -> None:
    """Given a member, when another business asks for their data, then there is no such customer; no link is guessed."""
    other = await make_business(name="Sari Palace")
    member = await make_member(tenant)
    with pytest.raises(Refusal) as refused:
        await customers.request_export(other.owner, key_of(other, member))
    assert refused.value.code == "NOT_FOUND"
    assert await customers.read_export(uuid4().hex) is None
