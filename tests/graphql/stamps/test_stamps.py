"""Stamp cards through the schema: offered, stamped, undone, seen by holder and staff alone."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from api import customers
from api.core.ids import to_global_id
from api.customers.service.persons import claim_phone
from api.stamps import StampEarning
from tests.factories.businesses import Tenant, make_business
from tests.factories.customers import make_member, some_phone
from tests.factories.identity import make_customer_session, make_staff, make_token
from tests.factories.products import make_category
from tests.factories.purchases import record_sale
from tests.factories.rewards import make_reward
from tests.factories.stamps import issue, make_design, traces
from tests.graphql.asking import answer, ask, codes, data_of, do, refusals
from tests.graphql.watching import touch_topics_of, watching
from tests.support.statements import count_queries

pytestmark = pytest.mark.integration

PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
DESIGN = """stampDesign { id name stampsNeeded icon pictureUrl earning categoryIds productIds storeIds
  leastBill { minorUnits currency } maxPerDay validDays startsAt endsAt isActive version reward { id } }"""
STAMPED = """stampCards { id stamps stampsNeeded round state design { name } voucher { state code reward { name } }
    history(first: 5) { nodes { kind count reason staffName storeName } } }
  entries { id kind count } customer { id stampCards { stamps state } } isReplay"""
CARD = "stampCards { stamps stampsNeeded round state expiresAt design { name icon reward { name } } voucher { code } }"


async def staff(tenant: Tenant, role: str = "cashier") -> str:
    """The token of somebody at work."""
    return await make_token(await make_staff(tenant.program_id, tenant.business_id, role=role))


async def holder(tenant: Tenant) -> tuple[str, customers.Member]:
    """The token of a customer with a proved number, and the card."""
    phone = some_phone()
    member = await make_member(tenant, phone=phone, name="Meera Iyer")
    person_id, _ = await claim_phone(phone)
    return (await make_customer_session(person_id)).tokens.access_token, member


def asked(tenant: Tenant, member: customers.Member, design_id: str, **more: Any) -> dict[str, Any]:
    """Stamps as a till gives them."""
    return {
        "idempotencyKey": uuid4().hex,
        "customerId": to_global_id("Customer", member.membership_id),
        "designId": design_id,
        "storeId": to_global_id("Store", tenant.store_id),
        **more,
    }


async def test_an_owner_offers_changes_and_removes_a_stamp_card(tenant: Tenant) -> None:
    """Given goods and a reward, when a design is saved with everything, then all of it is read; then it is changed."""
    owner = await staff(tenant, "owner")
    coffee = await make_category(tenant)
    reward = await make_reward(tenant)
    given: dict[str, Any] = {
        "name": " Coffee  card ",
        "stampsNeeded": 10,
        "icon": "cup",
        "pictureBase64": PNG,
        "rewardId": to_global_id("Reward", reward.id),
        "earning": "PER_ITEM",
        "categoryIds": [to_global_id("Category", coffee.id)],
        "storeIds": [to_global_id("Store", tenant.store_id)],
        "leastBillMinorUnits": 5_000,
        "maxPerDay": 3,
        "validDays": 90,
        "startsAt": "2026-01-01T00:00:00Z",
        "endsAt": "2999-01-01T00:00:00Z",
    }
    done = await do("saveStampDesign", given, DESIGN, token=owner)
    assert done["errors"] == []
    saved = done["stampDesign"]
    assert saved == saved | {
        "name": "Coffee card",
        "stampsNeeded": 10,
        "icon": "cup",
        "earning": "PER_ITEM",
        "categoryIds": given["categoryIds"],
        "productIds": [],
        "storeIds": given["storeIds"],
        "leastBill": {"minorUnits": 5_000, "currency": "INR"},
        "maxPerDay": 3,
        "validDays": 90,
        "isActive": True,
        "version": 1,
        "reward": {"id": given["rewardId"]},
    }
    assert saved["pictureUrl"].startswith("/files/")
    change = {"designId": saved["id"], "name": "Card", "stampsNeeded": 5, "earning": "BY_HAND", "version": 1}
    changed = (await do("saveStampDesign", change, DESIGN, token=owner))["stampDesign"]
    assert (changed["name"], changed["stampsNeeded"], changed["version"]) == ("Card", 5, 2)
    assert (changed["leastBill"], changed["categoryIds"]) == (None, [])
    assert changed["pictureUrl"] == saved["pictureUrl"]
    stale = await do("saveStampDesign", change, DESIGN, token=owner)
    assert refusals(stale) == [("CONFLICT", ["version"])]
    bare = await do("saveStampDesign", {**change, "version": 2, "pictureBase64": None}, DESIGN, token=owner)
    assert bare["stampDesign"]["pictureUrl"] is None
    removed = await do("removeStampDesign", {"designId": saved["id"]}, DESIGN, token=owner)
    assert removed["stampDesign"]["isActive"] is False
    found = await ask("{ stampDesigns { name isActive } }", token=await staff(tenant))
    assert found == {"stampDesigns": [{"name": "Card", "isActive": False}]}


async def test_designs_that_cannot_be(tenant: Tenant) -> None:
    """Given values that cannot be, or another business's things, when saved, then code and path tell; nothing stays."""
    owner = await staff(tenant, "owner")
    other = await make_business(name="Somebody else's")
    theirs = await make_category(other)
    their_reward = await make_reward(other)
    before = await traces(tenant)
    base = {"name": "Card", "stampsNeeded": 10, "earning": "PER_VISIT"}
    cases: list[tuple[dict[str, Any], str, str]] = [
        ({"name": "  "}, "BAD_INPUT", "name"),
        ({"name": "x" * 121}, "BAD_INPUT", "name"),
        ({"icon": "x" * 41}, "BAD_INPUT", "icon"),
        ({"stampsNeeded": 1}, "BAD_INPUT", "stampsNeeded"),
        ({"stampsNeeded": 101}, "BAD_INPUT", "stampsNeeded"),
        ({"maxPerDay": 0}, "BAD_INPUT", "maxPerDay"),
        ({"validDays": 0}, "BAD_INPUT", "validDays"),
        ({"leastBillMinorUnits": -1}, "BAD_INPUT", "leastBillMinorUnits"),
        ({"startsAt": "2026-01-02T00:00:00Z", "endsAt": "2026-01-02T00:00:00Z"}, "BAD_INPUT", "endsAt"),
        ({"pictureBase64": "%"}, "BAD_FILE", "pictureBase64"),
        ({"pictureBase64": "aGVsbG8="}, "BAD_FILE", "pictureBase64"),
        ({"categoryIds": [to_global_id("Category", theirs.id)]}, "NOT_FOUND", "categoryIds"),
        ({"productIds": [to_global_id("Product", uuid4())]}, "NOT_FOUND", "productIds"),
        ({"storeIds": [to_global_id("Store", other.store_id)]}, "NOT_FOUND", "storeIds"),
        ({"rewardId": to_global_id("Reward", their_reward.id)}, "NOT_FOUND", "rewardId"),
        ({"rewardId": "nonsense"}, "BAD_ID", "rewardId"),
        ({"designId": to_global_id("StampDesign", uuid4())}, "NOT_FOUND", "designId"),
        (
            {"earning": "BY_HAND", "categoryIds": [to_global_id("Category", theirs.id)]},
            "BAD_INPUT",
            "earning",
        ),
    ]
    for change, code, path in cases:
        done = await do("saveStampDesign", {**base, **change}, DESIGN, token=owner)
        assert refusals(done) == [(code, [path])]
        assert done["stampDesign"] is None
    assert await traces(tenant) == before


async def test_a_cashier_stamps_and_undoes(tenant: Tenant) -> None:
    """Given a card of 3, when 4 stamps are given and taken back, then the answers tell all of it, twice the same."""
    _, member = await holder(tenant)
    design = await make_design(tenant, needed=3)
    token = await staff(tenant)
    given = asked(tenant, member, to_global_id("StampDesign", design.id), count=4, reason="Sorry")
    done = await do("issueStamps", given, STAMPED, token=token)
    assert (done["errors"], done["isReplay"]) == ([], False)
    first, second = done["stampCards"]
    assert (first["stamps"], first["stampsNeeded"], first["round"], first["state"]) == (3, 3, 1, "FULL")
    assert (first["voucher"]["state"], first["voucher"]["reward"]) == ("ACTIVE", {"name": "Filter coffee"})
    assert second["voucher"] is None
    assert (second["stamps"], second["round"], second["state"]) == (1, 2, "OPEN")
    assert second["history"]["nodes"] == [
        {"kind": "HAND", "count": 1, "reason": "Sorry", "staffName": "Ravi Shah", "storeName": "Kaapi House"}
    ]
    assert done["customer"]["stampCards"] == [
        {"stamps": 1, "state": "OPEN"},
        {"stamps": 3, "state": "FULL"},
    ]
    again = await do("issueStamps", given, STAMPED, token=token)
    assert (again["isReplay"], again["entries"]) == (True, done["entries"])
    back = {"idempotencyKey": uuid4().hex, "stampId": done["entries"][1]["id"], "reason": "Too many"}
    undone = await do("undoStamps", back, STAMPED, token=token)
    assert undone["errors"] == []
    assert [(each["kind"], each["count"]) for each in undone["entries"]] == [("UNDO", -1), ("UNDO", -3)]
    assert [(each["stamps"], each["state"]) for each in undone["stampCards"]] == [(0, "OPEN")]
    assert [each["count"] for each in undone["stampCards"][0]["history"]["nodes"]] == [-3, 3]
    assert undone["customer"]["stampCards"] == [{"stamps": 0, "state": "OPEN"}]


async def test_another_business_neither_stamps_nor_sees(tenant: Tenant) -> None:
    """Given a coalition's partner and a stranger, when they stamp, undo or look, then there is no such thing."""
    _, member = await holder(tenant)
    design = await make_design(tenant)
    act = await issue(tenant, member.membership_id, design)
    partner = await make_business(name="Partner", program_id=tenant.program_id)
    await record_sale(partner, membership_id=member.membership_id)
    before = await traces(tenant)
    for other in (partner, await make_business(name="Stranger")):
        token = await staff(other)
        given = asked(other, member, to_global_id("StampDesign", design.id))
        done = await do("issueStamps", given, STAMPED, token=token)
        assert [error["code"] for error in done["errors"]] == ["NOT_FOUND"]
        back = {"idempotencyKey": uuid4().hex, "stampId": to_global_id("StampEntry", act.stamp_ids[0])}
        done = await do("undoStamps", back, STAMPED, token=token)
        assert refusals(done) == [("NOT_FOUND", ["stampId"])]
        for kind, key in (
            ("StampDesign", design.id),
            ("StampCard", act.card_ids[0]),
            ("StampEntry", act.stamp_ids[0]),
        ):
            node = "query($id: ID!) { node(id: $id) { id } }"
            assert (await ask(node, {"id": to_global_id(kind, key)}, token=token)) == {"node": None}
    customer = "query($id: ID!) { customer(id: $id) { stampCards { id } } }"
    whom = {"id": to_global_id("Customer", member.membership_id)}
    assert await ask(customer, whom, token=await staff(partner)) == {"customer": {"stampCards": []}}
    assert len((await ask(customer, whom, token=await staff(tenant)))["customer"]["stampCards"]) == 1
    assert await traces(tenant) == before


async def test_who_may_do_what(tenant: Tenant) -> None:
    """Given an analyst, a cashier and a customer, when they reach for what is not theirs, then it is forbidden."""
    _, member = await holder(tenant)
    design = to_global_id("StampDesign", (await make_design(tenant)).id)
    issuing = "mutation($i: IssueStampsInput!) { issueStamps(input: $i) { isReplay } }"
    saving = "mutation($i: RemoveStampDesignInput!) { removeStampDesign(input: $i) { errors { code } } }"
    analyst, cashier = await staff(tenant, "analyst"), await staff(tenant)
    holding, _ = await holder(tenant)
    given = {"i": asked(tenant, member, design)}
    for token in (analyst, holding):
        assert codes(await answer(issuing, given, token=token)) == ["FORBIDDEN"]
    assert codes(await answer(saving, {"i": {"designId": design}}, token=cashier)) == ["FORBIDDEN"]
    assert codes(await answer("{ stampDesigns { id } }", token=holding)) == ["FORBIDDEN"]
    assert codes(await answer("{ stampDesigns { id } }")) == ["UNAUTHENTICATED"]
    assert len((await ask("{ stampDesigns { id } }", token=analyst))["stampDesigns"]) == 1


async def test_the_holder_sees_cards_and_their_history_and_no_name_of_the_staff(tenant: Tenant) -> None:
    """Given stamps, when the holder opens the card, then the open one is first, and who stamped stays unsaid."""
    token, member = await holder(tenant)
    await issue(tenant, member.membership_id, await make_design(tenant, needed=2, valid_days=30), 3)
    query = f"query($id: ID!) {{ card(id: $id) {{ {CARD} }} }}"
    key = {"id": to_global_id("Card", member.membership_id)}
    cards = (await ask(query, key, token=token))["card"]["stampCards"]
    assert [(each["stamps"], each["round"], each["state"]) for each in cards] == [
        (1, 2, "OPEN"),
        (2, 1, "FULL"),
    ]
    assert cards[0]["expiresAt"] is not None
    entries = "query($id: ID!) { card(id: $id) { stampCards { history(first: 2) { nodes { count %s } } } } }"
    found = (await ask(entries % "reason", key, token=token))["card"]["stampCards"]
    assert found[0] == {"history": {"nodes": [{"count": 1, "reason": ""}]}}
    assert set(codes(await answer(entries % "staffName", key, token=token))) == {"FORBIDDEN"}


async def test_the_card_is_told_live(tenant: Tenant) -> None:
    """Given an open card, when a bill and a cashier stamp it, then its stamp cards come by themselves."""
    token, member = await holder(tenant)
    design = await make_design(tenant, needed=4, earning=StampEarning.PER_VISIT)
    query = "subscription($id: ID!) { cardChanged(cardId: $id) { stampCards { stamps state } } }"
    async with watching(query, to_global_id("Card", member.membership_id), token) as phone:
        seen = [data_of(await anext(phone))["cardChanged"]["stampCards"]]
        for change in (
            record_sale(tenant, membership_id=member.membership_id),
            issue(tenant, member.membership_id, design, 3),
        ):
            following = asyncio.create_task(anext(phone))
            await change
            await touch_topics_of(tenant)
            async with asyncio.timeout(20):
                seen.append(data_of(await following)["cardChanged"]["stampCards"])
    assert seen == [
        [],
        [{"stamps": 1, "state": "OPEN"}],
        [{"stamps": 0, "state": "OPEN"}, {"stamps": 4, "state": "FULL"}],
    ]


@pytest.mark.performance
async def test_many_cards_cost_what_one_costs(tenant: Tenant) -> None:
    """Given a member with one stamp card or with six, when all is asked of them, then it takes as many statements."""
    query = f"query($id: ID!) {{ card(id: $id) {{ {CARD} }} }}"
    counts = []
    for number in (1, 6):
        token, member = await holder(tenant)
        for _ in range(number):
            await issue(tenant, member.membership_id, await make_design(tenant))
        key = {"id": to_global_id("Card", member.membership_id)}
        await ask(query, key, token=token)
        async with count_queries() as seen:
            found = await ask(query, key, token=token)
        assert len(found["card"]["stampCards"]) == number
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 5
