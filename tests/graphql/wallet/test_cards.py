"""Cards through the schema: their holder's alone, live, and read at the till."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from api import customers
from api.core import clock
from api.core.ids import to_global_id
from api.core.settings import get_settings
from api.customers.service.persons import claim_phone
from api.wallet.rules import codes, p256
from tests.factories.businesses import Tenant, make_business
from tests.factories.customers import make_member, some_phone
from tests.factories.desk import make_connection
from tests.factories.identity import make_customer_session, make_staff, make_token
from tests.factories.purchases import record_sale, traces
from tests.graphql.asking import answer, ask, data_of, do, refusals
from tests.graphql.asking import codes as error_codes
from tests.graphql.watching import touch_topics_of, watching
from tests.support.statements import count_queries

pytestmark = pytest.mark.integration

CARD = """id number balance pending pointsName version asOf joinedAt worth { minorUnits currency }
  brand { name stockColor } program { name isCoalition currency } businesses { id brand { name } }
  expiring { points at } consents { channel isGranted } lastTransaction { points kind }
  transactions(first: 2) { totalCount nodes { points balanceAfter business { brand { name } } } }"""
ONE = f"query($id: ID!) {{ card(id: $id) {{ {CARD} }} }}"
ALL = f"{{ viewer {{ person {{ cards {{ {CARD} }} }} }} }}"
CERTIFICATE = "certificate { certificate expiresAt stepSeconds serverTime shortCode shortCodeExpiresAt }"
SEEN = "identified { customer { id name balance } token expiresAt }"


async def holder(*tenants: Tenant) -> tuple[str, list[customers.Member]]:
    """The token of somebody with a proved number, and their cards."""
    phone = some_phone()
    cards = [await make_member(each, phone=phone, name="Meera Iyer") for each in tenants]
    person_id, _ = await claim_phone(phone)
    return (await make_customer_session(person_id)).tokens.access_token, cards


async def cashier(tenant: Tenant) -> str:
    """Somebody at the till."""
    return await make_token(await make_staff(tenant.program_id, tenant.business_id, role="cashier"))


def card_id(member: customers.Member) -> str:
    """The opaque id of a card."""
    return to_global_id("Card", member.membership_id)


def jwk(key: ec.EllipticCurvePrivateKey) -> dict[str, str]:
    """The public half as WebCrypto exports it."""
    point = p256.point_of(key)
    return {"kty": "EC", "crv": "P-256", "x": p256.to_text(point[:32]), "y": p256.to_text(point[32:])}


async def phone_of(token: str, card: str) -> tuple[ec.EllipticCurvePrivateKey, dict[str, Any]]:
    """A phone's key with its certificate."""
    key = p256.new_private_key()
    done = await do("certifyDevice", {"cardId": card, "publicKey": jwk(key)}, CERTIFICATE, token=token)
    assert done["errors"] == []
    return key, done["certificate"]


def shown(key: ec.EllipticCurvePrivateKey, certificate: dict[str, Any], ago: int = 0) -> str:
    """What the phone showed so many seconds ago."""
    moment = clock.now() - timedelta(seconds=ago)
    return codes.make_code(key, p256.from_text(certificate["certificate"]), moment)


async def test_a_card_takes_claims_where_the_shops_system_is_read(db: None) -> None:
    """Given two cards of which one program has a connection, then each tells whether bills can be claimed on it."""
    here, there = await make_business(), await make_business()
    await make_connection(here)
    token, cards = await holder(here, there)
    found = await ask("{ viewer { person { cards { id takesClaims } } } }", token=token)
    told = {card["id"]: card["takesClaims"] for card in found["viewer"]["person"]["cards"]}
    assert told == {card_id(cards[0]): True, card_id(cards[1]): False}


async def test_a_card_as_its_holder_sees_it(tenant: Tenant) -> None:
    """Given two purchases, when the holder opens the card, then balance, worth, brand, expiry and history are there."""
    token, (member,) = await holder(tenant)
    for amount in (64_000, 10_000):
        await record_sale(tenant, amount, membership_id=member.membership_id)
    card = (await ask(ONE, {"id": card_id(member)}, token=token))["card"]
    assert (card["number"], card["balance"], card["pending"], card["version"]) == (member.number, 74, 0, 2)
    assert card["worth"] == {"minorUnits": 740, "currency": "INR"}
    assert card["brand"]["name"] == "Kaapi House"
    assert card["program"] == card["program"] | {"isCoalition": False, "currency": "INR"}
    assert [each["brand"]["name"] for each in card["businesses"]] == ["Kaapi House"]
    assert card["expiring"] == []
    assert {each["isGranted"] for each in card["consents"]} == {False}
    assert card["lastTransaction"] == {"points": 10, "kind": "EARN"}
    assert card["transactions"]["totalCount"] == 2
    assert [(each["points"], each["balanceAfter"]) for each in card["transactions"]["nodes"]] == [
        (10, 74),
        (64, 64),
    ]


async def test_many_cards_cost_what_one_costs(tenant: Tenant) -> None:
    """Given somebody with one card or with six, when all is asked of all, then it takes as many statements."""
    one_token, _ = await holder(tenant)
    others = [await make_business(name=f"Shop {number}") for number in range(5)]
    six_token, _ = await holder(tenant, *others)
    query = ALL.replace(
        "transactions(first: 2) { totalCount nodes { points balanceAfter business { brand { name } } } }", ""
    )
    counts = []
    for token, cards in ((one_token, 1), (six_token, 6)):
        await ask(query, token=token)
        async with count_queries() as seen:
            found = await ask(query, token=token)
        assert len(found["viewer"]["person"]["cards"]) == cards
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 12


async def test_cards_of_others_are_not_there(tenant: Tenant) -> None:
    """Given somebody else's card, when it is asked for, certified or ended, then there is no such card."""
    token, (member,) = await holder(tenant)
    stranger, _ = await holder(tenant)
    assert (await ask(ONE, {"id": card_id(member)}, token=stranger))["card"] is None
    node = "query($id: ID!) { node(id: $id) { id } }"
    assert (await ask(node, {"id": card_id(member)}, token=stranger))["node"] is None
    assert (await ask(node, {"id": card_id(member)}, token=token))["node"] == {"id": card_id(member)}
    given = {"cardId": card_id(member), "publicKey": jwk(p256.new_private_key())}
    for mutation, wanted, values in (
        ("certifyDevice", CERTIFICATE, given),
        ("revokeCardDevices", "revoked", {"cardId": card_id(member)}),
    ):
        done = await do(mutation, values, wanted, token=stranger)
        assert [error["code"] for error in done["errors"]] == ["NOT_FOUND"]
    staff = await cashier(tenant)
    assert error_codes(await answer(ONE, {"id": card_id(member)}, token=staff)) == ["FORBIDDEN"]


async def test_scan_then_sell(tenant: Tenant) -> None:
    """Given a phone's code, when a till scans it and records with the token, then the customer has the points."""
    token, (member,) = await holder(tenant)
    till = await cashier(tenant)
    key, certificate = await phone_of(token, card_id(member))
    assert (certificate["stepSeconds"], len(certificate["shortCode"])) == (30, 8)
    store = to_global_id("Store", tenant.store_id)
    code = shown(key, certificate)
    seen = await do("identifyCustomer", {"code": code, "storeId": store}, SEEN, token=till)
    assert seen["errors"] == []
    assert seen["identified"]["customer"] == {
        "id": to_global_id("Customer", member.membership_id),
        "name": "Meera Iyer",
        "balance": 0,
    }
    again = await do("identifyCustomer", {"code": code, "storeId": store}, SEEN, token=till)
    assert refusals(again) == [("CARD_CODE_USED", ["code"])]
    sale = {
        "idempotencyKey": uuid4().hex,
        "storeId": store,
        "customerToken": seen["identified"]["token"],
        "amount": {"minorUnits": 64_000, "currency": "INR"},
    }
    done = await do(
        "recordPurchase", sale, "customer { balance } purchase { pointsEarned } isReplay", token=till
    )
    assert (done["customer"]["balance"], done["purchase"]["pointsEarned"]) == (64, 64)
    digits = {"code": certificate["shortCode"], "storeId": store}
    assert (await do("identifyCustomer", digits, SEEN, token=till))["identified"] is not None


async def test_a_sale_without_a_net_is_handed_in_later(tenant: Tenant) -> None:
    """Given a code scanned an hour ago, when its sale is handed in, then it counts from then, once, for one sale."""
    token, (member,) = await holder(tenant)
    till = await cashier(tenant)
    key, certificate = await phone_of(token, card_id(member))
    then = clock.now() - timedelta(hours=1)
    sale = {
        "idempotencyKey": uuid4().hex,
        "storeId": to_global_id("Store", tenant.store_id),
        "offlineCode": shown(key, certificate, ago=3600),
        "scannedAt": then.isoformat(),
        "amount": {"minorUnits": 64_000, "currency": "INR"},
    }
    wanted = "purchase { id occurredAt pointsEarned } isReplay"
    done = await do("recordPurchase", sale, wanted, token=till)
    assert done["errors"] == []
    assert done["purchase"]["occurredAt"].startswith(then.isoformat()[:19])
    again = await do("recordPurchase", sale, wanted, token=till)
    assert (again["isReplay"], again["purchase"]["id"]) == (True, done["purchase"]["id"])
    before = await traces(tenant)
    for change, code in (
        ({"idempotencyKey": uuid4().hex}, "CARD_CODE_USED"),
        ({"idempotencyKey": uuid4().hex, "scannedAt": clock.now().isoformat()}, "CARD_CODE_EXPIRED"),
    ):
        refused = await do("recordPurchase", sale | change, wanted, token=till)
        assert [error["code"] for error in refused["errors"]] == [code]
    assert await traces(tenant) == before


async def test_the_keys_of_a_till_read_the_card_without_a_net(tenant: Tenant) -> None:
    """Given the program's keys from the schema, when a till reads a code with them alone, then it knows the card."""
    token, (member,) = await holder(tenant)
    key, certificate = await phone_of(token, card_id(member))
    found = await ask("{ programKeys { keyId publicKey } }", token=await cashier(tenant))
    keys = {bytes.fromhex(each["keyId"]): p256.from_text(each["publicKey"]) for each in found["programKeys"]}
    assert codes.read_code(shown(key, certificate), keys, clock.now()).membership_id == member.membership_id


async def test_a_lost_phone(tenant: Tenant) -> None:
    """Given a lost phone, when the holder ends all phones of the card, then its code is refused at the till."""
    token, (member,) = await holder(tenant)
    key, certificate = await phone_of(token, card_id(member))
    done = await do("revokeCardDevices", {"cardId": card_id(member)}, "revoked", token=token)
    assert done["revoked"] == 1
    given = {"code": shown(key, certificate), "storeId": to_global_id("Store", tenant.store_id)}
    refused = await do("identifyCustomer", given, SEEN, token=await cashier(tenant))
    assert [error["code"] for error in refused["errors"]] == ["CARD_CODE_INVALID"]


async def test_the_card_counts_up_live(tenant: Tenant) -> None:
    """Given an open card and an open store, when a sale is recorded, then both are told the new numbers."""
    token, (member,) = await holder(tenant)
    till = await cashier(tenant)
    card = "subscription($id: ID!) { cardChanged(cardId: $id) { balance lastTransaction { points } } }"
    store = """subscription($id: ID!) { storeActivity(storeId: $id) {
      store { today { bills } } latest { pointsEarned customer { name } } } }"""
    async with (
        watching(card, card_id(member), token) as phone,
        watching(store, to_global_id("Store", tenant.store_id), till) as screen,
    ):
        first = [await anext(phone), await anext(screen)]
        assert data_of(first[0]) == {"cardChanged": {"balance": 0, "lastTransaction": None}}
        assert data_of(first[1]) == {"storeActivity": {"store": {"today": {"bills": 0}}, "latest": None}}
        nexts = [asyncio.create_task(anext(phone)), asyncio.create_task(anext(screen))]
        await record_sale(tenant, membership_id=member.membership_id)
        await touch_topics_of(tenant)
        async with asyncio.timeout(20):
            pushed = [data_of(await each) for each in nexts]
    assert pushed == [
        {"cardChanged": {"balance": 64, "lastTransaction": {"points": 64}}},
        {
            "storeActivity": {
                "store": {"today": {"bills": 1}},
                "latest": {"pointsEarned": 64, "customer": {"name": "Meera Iyer"}},
            }
        },
    ]


async def test_nobody_watches_others(tenant: Tenant) -> None:
    """Given somebody else's card and another business's store, when they are watched, then there are none."""
    _, (member,) = await holder(tenant)
    stranger, _ = await holder(tenant)
    other = await make_business(name="Tin Robot")
    cases = [
        ("subscription($id: ID!) { cardChanged(cardId: $id) { balance } }", card_id(member), stranger),
        (
            "subscription($id: ID!) { storeActivity(storeId: $id) { store { name } } }",
            to_global_id("Store", tenant.store_id),
            await cashier(other),
        ),
    ]
    for query, key, token in cases:
        async with watching(query, key, token) as stream:
            refused = await anext(stream)
        assert error_codes(refused) == ["NOT_FOUND"]
        assert not (refused.data or {}).get("cardChanged")


@pytest.mark.parametrize("has_plans", [True, False])
async def test_a_shop_without_a_system_of_its_own_takes_no_claims(
    db: None, monkeypatch: pytest.MonkeyPatch, has_plans: bool
) -> None:
    """Given a program that no shop's own system is read for, when a card is asked, planned or not, then it says so."""
    monkeypatch.setattr(get_settings(), "read_plans", has_plans)
    token, _ = await holder(await make_business())
    found = await ask("{ viewer { person { cards { takesClaims } } } }", token=token)
    assert found["viewer"]["person"]["cards"] == [{"takesClaims": False}]
