"""Gifts through the schema: the owner's rules, two steps on the giver's phone, a history that names the other."""

from uuid import uuid4

import pytest

from api import gifts
from api.core import db as database
from api.customers import Member
from tests.factories.businesses import make_business, token_of
from tests.factories.customers import some_phone
from tests.factories.family import give, make_family_shop
from tests.factories.identity import make_customer_session
from tests.factories.purchases import balance_of
from tests.factories.rewards import rich_member
from tests.graphql.asking import ask, do
from tests.graphql.rewards.redeeming import opaque
from tests.wallet.phones import make_phone
from workers import listeners

pytestmark = pytest.mark.integration
GIFT = "gift { id recipient state points isByPhone confirmUntil waitsUntil } card { balance }"
RULES = {"isOn": True, "minPoints": 10, "maxPoints": 500, "maxPerDay": 600, "waitDays": 7}


async def sign_in(member: Member) -> str:
    return (await make_customer_session(member.person_id)).tokens.access_token


async def test_the_owner_sets_the_rules(db: None) -> None:
    """Given a program without gifts, when the owner allows them, then they are; a manager may only read."""
    tenant = await make_business()
    owner, manager = await token_of(tenant), await token_of(tenant, "manager")
    query = "{ giftRules { isOn minPoints maxPerDay maxPerMonth waitDays version } }"
    assert (await ask(query, token=manager))["giftRules"]["isOn"] is False
    saved = await do("saveGiftRules", RULES, "giftRules { isOn version }", token=owner)
    assert (saved["giftRules"], saved["errors"]) == ({"isOn": True, "version": 1}, [])
    bad = await do("saveGiftRules", RULES | {"maxPoints": 5}, "giftRules { isOn }", token=owner)
    assert [(each["code"], each["path"]) for each in bad["errors"]] == [("BAD_INPUT", ["maxPoints"])]
    found = (await ask(query, token=manager))["giftRules"]
    assert (found["maxPerDay"], found["maxPerMonth"], found["waitDays"]) == (600, None, 7)


async def test_to_a_number(db: None) -> None:
    """Given a card with 500 points, when 120 are given to a number, then they arrive and both histories say so."""
    tenant = await make_family_shop()
    giver, receiver = await rich_member(tenant, 500), await rich_member(tenant, 0)
    await database.execute("UPDATE person SET name = 'Asha Rao' WHERE id = $1", giver.person_id)
    token = await sign_in(giver)
    card = opaque("Card", giver.membership_id)
    terms = "query($id: ID!) { giftTerms(cardId: $id) { canGive minPoints maxPoints leftToday } }"
    assert (await ask(terms, {"id": card}, token=token))["giftTerms"]["canGive"] is True
    wanted = {
        "idempotencyKey": "k",
        "cardId": card,
        "phone": receiver.phone,
        "points": 120,
        "message": " For  you ",
    }
    prepared = await do("prepareGift", wanted, GIFT, token=token)
    assert (prepared["gift"]["state"], prepared["card"]["balance"], prepared["errors"]) == ("DRAFT", 500, [])
    confirmed = await do("confirmGift", {"cardId": card, "giftId": prepared["gift"]["id"]}, GIFT, token=token)
    assert (confirmed["gift"]["state"], confirmed["card"]["balance"]) == ("SENT", 380)
    again = await do("confirmGift", {"cardId": card, "giftId": prepared["gift"]["id"]}, GIFT, token=token)
    assert again == confirmed
    fact = await database.fetchval(
        "SELECT id FROM outbox WHERE program_id = $1 AND name = 'gifts.sent'", tenant.program_id
    )
    assert await listeners.react("gifts.bring", str(fact))
    assert not await listeners.react("gifts.bring", str(fact))
    assert await balance_of(receiver.membership_id) == 120
    history = """query($id: ID!) { card(id: $id) { balance giftsSent { nodes { state recipient } }
        giftsReceived { nodes { sender message points } }
        transactions(first: 1) { nodes { kind points movedWith { kind name message } } } } }"""
    theirs = (
        await ask(history, {"id": opaque("Card", receiver.membership_id)}, token=await sign_in(receiver))
    )["card"]
    assert theirs["giftsReceived"]["nodes"] == [{"sender": "Asha", "message": "For you", "points": 120}]
    assert theirs["transactions"]["nodes"][0]["movedWith"] == {
        "kind": "GIFT_RECEIVED",
        "name": "Asha",
        "message": "For you",
    }
    mine = (await ask(history, {"id": card}, token=token))["card"]
    assert mine["giftsSent"]["nodes"][0]["state"] == "SENT"
    assert mine["transactions"]["nodes"][0]["movedWith"]["name"] == mine["giftsSent"]["nodes"][0]["recipient"]


async def test_to_a_card_that_is_shown(db: None) -> None:
    """Given the other's code, when it is scanned, then the first name is told, and the gift is for that card alone."""
    tenant = await make_family_shop()
    giver, phone = await rich_member(tenant, 500), await make_phone(tenant)
    token, card = await sign_in(giver), opaque("Card", giver.membership_id)
    code = phone.code()
    seen = await do("identifyReceiver", {"cardId": card, "code": code}, "name token", token=token)
    assert (seen["errors"], bool(seen["name"])) == ([], True)
    used = await do("identifyReceiver", {"cardId": card, "code": code}, "name", token=token)
    assert [each["code"] for each in used["errors"]] == ["CARD_CODE_USED"]
    wanted = {"idempotencyKey": uuid4().hex, "cardId": card, "receiverToken": seen["token"], "points": 50}
    prepared = await do("prepareGift", wanted, GIFT, token=token)
    assert (prepared["gift"]["recipient"], prepared["gift"]["isByPhone"]) == (seen["name"], False)
    thief = await rich_member(tenant, 500)
    stolen = wanted | {"cardId": opaque("Card", thief.membership_id)}
    refused = await do("prepareGift", stolen, GIFT, token=await sign_in(thief))
    assert [each["code"] for each in refused["errors"]] == ["CARD_CODE_INVALID"]


async def test_others_gifts_are_not_there(db: None) -> None:
    """Given somebody's gift, when another asks for it or confirms it, then there is none."""
    tenant = await make_family_shop()
    giver, other = await rich_member(tenant, 500), await rich_member(tenant, 500)
    sent = await give(giver, 100, phone=some_phone())
    token = await sign_in(other)
    node = "query($id: ID!) { node(id: $id) { id } }"
    assert (await ask(node, {"id": opaque("SentGift", sent.id)}, token=token))["node"] is None
    given = {"cardId": opaque("Card", other.membership_id), "giftId": opaque("SentGift", sent.id)}
    refused = await do("confirmGift", given, GIFT, token=token)
    assert [each["code"] for each in refused["errors"]] == ["NOT_FOUND"]
    assert await gifts.verify(tenant.program_id) == []
