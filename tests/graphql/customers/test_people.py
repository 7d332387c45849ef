"""The timeline, the wish to be forgotten and one's own data, through the schema."""

import pytest

from api import customers
from api.core import db as core_db
from api.core.ids import to_global_id
from api.customers import ConsentChannel, Member, MemberKey
from tests.factories.businesses import Tenant, make_business, token_of
from tests.factories.customers import make_member
from tests.factories.identity import make_customer_session
from tests.factories.merges import merge
from tests.factories.purchases import record_sale
from tests.factories.rewards import give, make_reward
from tests.factories.stamps import issue, make_design
from tests.graphql.asking import answer, ask, codes, do

pytestmark = pytest.mark.integration

TIMELINE = """query($id: ID!, $kind: TimelineKind, $first: Int, $after: String) { customer(id: $id) {
  timeline(kind: $kind, first: $first, after: $after) { pageInfo { hasNextPage endCursor }
    edges { node { kind title detail points staffName storeName amount { minorUnits } } } } } }"""


@pytest.fixture
async def tenant(db: None) -> Tenant:
    """A business of its own."""
    return await make_business()


async def lived(tenant: Tenant) -> tuple[Member, Member]:
    """Somebody with a bit of everything, and the double entry that was merged into them."""
    member, double = await make_member(tenant, name="Meera"), await make_member(tenant)
    key = MemberKey(tenant.program_id, tenant.business_id, member.membership_id)
    await record_sale(tenant, 50_000, membership_id=member.membership_id)
    await record_sale(tenant, 20_000, membership_id=double.membership_id)
    await issue(tenant, member.membership_id, await make_design(tenant), 2)
    await give(tenant, member.membership_id, (await make_reward(tenant)).id)
    await customers.add_note(tenant.owner, key, "Likes tea")
    await customers.record_consent(tenant.owner, key, ConsentChannel.SMS, is_granted=True)
    await merge(tenant, member, double)
    return member, double


async def test_the_timeline_has_all_of_the_family_page_by_page(tenant: Tenant) -> None:
    """Given a bit of everything, when staff turn pages or narrow by kind, then all of it is there."""
    member, double = await lived(tenant)
    token, variables = await token_of(tenant), {"id": to_global_id("Customer", member.membership_id)}
    seen = []
    after = None
    while True:
        page = (await ask(TIMELINE, {**variables, "first": 4, "after": after}, token=token))["customer"][
            "timeline"
        ]
        seen += [edge["node"] for edge in page["edges"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    kinds = [each["kind"] for each in seen]
    assert kinds[0] == "MERGE"
    expected = ["PURCHASE", "PURCHASE", "STAMPS", "VOUCHER", "NOTE", "CONSENT", "MERGE", "JOINED", "JOINED"]
    assert sorted(kinds) == sorted(expected)
    assert "Likes tea" not in str(seen)
    merged = next(each for each in seen if each["kind"] == "MERGE")
    assert (merged["title"], merged["detail"]) == (double.number, "merged")
    found = (await ask(TIMELINE, {**variables, "kind": "PURCHASE"}, token=token))["customer"]["timeline"]
    assert sorted(edge["node"]["amount"]["minorUnits"] for edge in found["edges"]) == [20_000, 50_000]
    assert {edge["node"]["storeName"] for edge in found["edges"]} == {"Kaapi House"}


async def test_the_timeline_is_read_by_indexes_of_the_member(tenant: Tenant) -> None:
    """Given the statement of a page, when the database explains it, then no table of history is read as a whole."""
    async with core_db.transaction():
        await core_db.execute("SET LOCAL enable_seqscan = off")
        rows = await core_db.fetch(
            "EXPLAIN SELECT * FROM read.timeline WHERE program_id = $1 AND membership_pk = ANY (read.family($2)) "
            "ORDER BY occurred_at DESC, pk DESC LIMIT 21",
            tenant.program_id,
            tenant.business_id,
        )
    plan = "\n".join(row[0] for row in rows)
    tables = (
        "purchase",
        "tx",
        "tier_change",
        "stamp",
        "voucher",
        "voucher_use",
        "note",
        "consent",
        "profile",
    )
    assert [table for table in tables if f"Seq Scan on {table} " in plan] == [], plan


async def test_a_holder_wishes_and_stays(tenant: Tenant) -> None:
    """Given a holder, when they wish to be forgotten and take it back, then the app shows each."""
    member = await make_member(tenant)
    token = (await make_customer_session(member.person_id)).tokens.access_token
    wanted = "person { erasure { requestedAt dueAt staffName } }"
    wished = await do("setErasure", {"isWanted": True}, wanted, token=token)
    assert wished["errors"] == []
    assert wished["person"]["erasure"]["staffName"] == ""
    stayed = await do("setErasure", {"isWanted": False}, wanted, token=token)
    assert stayed["person"] == {"erasure": None}
    again = await do("setErasure", {"isWanted": False}, "errors { code }", token=token)
    assert [each["code"] for each in again["errors"]] == ["NOT_FOUND"]


async def test_staff_note_a_wish_and_others_may_not(tenant: Tenant) -> None:
    """Given a member, when a manager notes their wish, then it is shown; a cashier may not, a stranger finds nobody."""
    member = await make_member(tenant)
    given = {"customerId": to_global_id("Customer", member.membership_id), "isWanted": True}
    noted = await do(
        "setCustomerErasure", given, "customer { erasure { dueAt } }", token=await token_of(tenant, "manager")
    )
    assert noted["customer"]["erasure"] is not None
    text = (
        "mutation($input: SetCustomerErasureInput!) { setCustomerErasure(input: $input) { errors { code } } }"
    )
    assert codes(await answer(text, {"input": given}, token=await token_of(tenant, "cashier"))) == [
        "FORBIDDEN"
    ]
    stranger = await token_of(await make_business(name="Sari Palace"))
    refused = await do("setCustomerErasure", given, "errors { code }", token=stranger)
    assert [each["code"] for each in refused["errors"]] == ["NOT_FOUND"]


async def test_data_is_asked_for_and_read_by_its_link(tenant: Tenant) -> None:
    """Given a holder, when they ask for their data and the job has made it, then the link leads to it."""
    member = await make_member(tenant, name="Meera")
    token = (await make_customer_session(member.person_id)).tokens.access_token
    asked = await do("requestExport", {}, "person { export { state url progress } }", token=token)
    assert asked["person"]["export"] == {"state": "WAITING", "url": None, "progress": 0.0}
    export_id = await core_db.fetchval("SELECT id FROM data_export WHERE person_id = $1", member.person_id)
    assert await customers.make_export(export_id)
    assert not await customers.make_export(export_id)
    own = "{ viewer { person { export { state url bytes } } } }"
    made = (await ask(own, token=token))["viewer"]["person"]["export"]
    assert made["state"] == "READY"
    content = await customers.read_export(made["url"].removeprefix("/exports/"))
    assert content is not None
    assert len(content) == made["bytes"]
    other = await make_member(tenant)
    stranger = (await make_customer_session(other.person_id)).tokens.access_token
    assert (await ask(own, token=stranger))["viewer"]["person"] == {"export": None}


async def test_staff_ask_for_a_customer(tenant: Tenant) -> None:
    """Given a member, when staff ask for their data, then the customer shows it, and the log says so."""
    member = await make_member(tenant)
    given = {"customerId": to_global_id("Customer", member.membership_id)}
    asked = await do(
        "requestCustomerExport", given, "customer { export { state } }", token=await token_of(tenant)
    )
    assert asked["customer"] == {"export": {"state": "WAITING"}}
    logged = await core_db.fetchval(
        "SELECT count(*) FROM audit_entry WHERE target_id = $1 AND action = 'customers.export_requested'",
        member.membership_id,
    )
    assert logged == 1
