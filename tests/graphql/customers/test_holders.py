"""Customers through the schema, by themselves: their data, cards, children and consents."""

from typing import Any

import pytest

from api import customers
from api.core.errors import Unauthenticated
from api.core.ids import to_global_id
from api.core.phone import mask_phone
from api.core.settings import get_settings
from api.customers.service.persons import claim_phone
from tests.customers.conftest import KeptCodes
from tests.factories.businesses import Tenant, make_business
from tests.factories.customers import make_member, some_phone
from tests.factories.identity import make_customer_session, make_staff, make_token
from tests.graphql.asking import answer, ask, codes, do

pytestmark = pytest.mark.integration

ME = """{ viewer { face person { id name phone language email birthday { month day year }
  cards { id number joinedAt } kids { id firstName cards { id } } activity { totalCount nodes { id } } } } }"""
REQUESTED = "phone currentPhone expiresInSeconds retryAfterSeconds"
CODES = [{"code": "WRONG_CODE", "path": ["code"], "params": {"triesLeft": 4}}]


async def holder(*tenants: Tenant, name: str = "Asha Patel") -> tuple[str, list[customers.Member]]:
    """The token of somebody with a proved number, and their cards."""
    phone = some_phone()
    cards = [await make_member(tenant, phone=phone, name=name) for tenant in tenants]
    person_id, _ = await claim_phone(phone)
    return (await make_customer_session(person_id)).tokens.access_token, cards


def card_id(member: customers.Member) -> str:
    """The opaque id of a card."""
    return to_global_id("Card", member.membership_id)


async def me(token: str) -> Any:
    """The caller's own person."""
    return (await ask(ME, token=token))["viewer"]["person"]


async def test_me_with_cards_and_children(tenant: Tenant) -> None:
    """Given somebody with two cards, when they change their data and add a child, then all of it is theirs."""
    other = await make_business(name="Sari Palace")
    token, (one, two) = await holder(tenant, other)
    seen = await me(token)
    assert (seen["name"], seen["phone"], seen["email"]) == ("Asha Patel", one.phone, None)
    assert [(card["id"], card["number"]) for card in seen["cards"]] == [
        (card_id(one), one.number),
        (card_id(two), two.number),
    ]
    assert seen["activity"] == {"totalCount": 0, "nodes": []}
    changes = {
        "name": "Asha P.",
        "language": "hi",
        "email": "a@example.com",
        "birthday": {"month": 2, "day": 29},
    }
    changed = await do(
        "updateMe", changes, "person { name language email birthday { month day year } }", token=token
    )
    assert changed["person"] == changes | {"birthday": {"month": 2, "day": 29, "year": None}}
    kid = {"firstName": "Meera", "birthday": {"month": 5, "day": 1, "year": 2019}, "guardianConsent": True}
    added = await do("addKid", kid, "kid { id cards { id } }", token=token)
    assert {card["id"] for card in added["kid"]["cards"]} == {card_id(one), card_id(two)}
    assert (await me(token))["kids"] == [
        {"id": added["kid"]["id"], "firstName": "Meera"} | {"cards": added["kid"]["cards"]}
    ]
    owner = await make_token(await make_staff(other.program_id, other.business_id, role="owner"))
    found = await ask("{ customers { nodes { name email kids { firstName } } } }", token=owner)
    assert found["customers"]["nodes"] == [
        {"name": "Asha P.", "email": "a@example.com", "kids": [{"firstName": "Meera"}]}
    ]
    await do("removeKid", {"kidId": added["kid"]["id"]}, "kid { firstName }", token=token)
    assert (await me(token))["kids"] == []


async def test_nobody_touches_the_children_and_cards_of_others(tenant: Tenant) -> None:
    """Given two holders, when one names the other's child or card, then NOT_FOUND and all stays."""
    token, (card,) = await holder(tenant)
    thief, _ = await holder(tenant, name="Thief")
    kid = {"firstName": "Meera", "birthday": {"month": 5, "day": 1}, "guardianConsent": True}
    added = await do("addKid", kid, "kid { id }", token=token)
    before = await me(token)
    for mutation, given in (
        ("updateKid", {"kidId": added["kid"]["id"], "firstName": "x"}),
        ("removeKid", {"kidId": added["kid"]["id"]}),
        ("addKid", kid | {"cardId": card_id(card)}),
        ("recordConsent", {"cardId": card_id(card), "channel": "SMS", "isGranted": True}),
    ):
        refused = await do(mutation, given, "__typename", token=thief)
        assert [each["code"] for each in refused["errors"]] == ["NOT_FOUND"]
    node = "query($id: ID!) { node(id: $id) { id } }"
    for ident in (added["kid"]["id"], before["id"]):
        assert await ask(node, {"id": ident}, token=thief) == {"node": None}
        assert await ask(node, {"id": ident}, token=token) == {"node": {"id": ident}}
    assert await me(token) == before
    activity = "query($id: ID!) { viewer { person { activity(cardId: $id) { totalCount } } } }"
    found = await ask(activity, {"id": card_id(card)}, token=thief)
    assert found == {"viewer": {"person": {"activity": {"totalCount": 0}}}}


async def test_consents_by_the_holder(tenant: Tenant) -> None:
    """Given a card, when its holder agrees to a channel, then the business sees it; without a card it is refused."""
    token, (card,) = await holder(tenant)
    given = {"channel": "WHATSAPP", "isGranted": True}
    stands = await do(
        "recordConsent", given | {"cardId": card_id(card)}, "consents { channel isGranted }", token=token
    )
    assert [each["isGranted"] for each in stands["consents"]] == [False, False, True, False]
    refused = await do("recordConsent", given, "consents { channel }", token=token)
    assert refused == {"consents": [], "errors": [{"code": "BAD_INPUT", "path": ["cardId"], "params": None}]}
    assert [each.is_granted for each in (await customers.consents_of([card.key]))[card.key]] == [
        False,
        False,
        True,
        False,
    ]


async def test_joining_a_program(tenant: Tenant) -> None:
    """Given somebody without a card, when they join twice, then it is one card; an unknown business is refused."""
    token, _ = await holder()
    given = {"businessId": to_global_id("PublicBusiness", tenant.business_id), "name": "Asha"}
    first = await do("joinProgram", given, "card { id number }", token=token)
    again = await do("joinProgram", given, "card { id number }", token=token)
    assert first == again
    assert [card["id"] for card in (await me(token))["cards"]] == [first["card"]["id"]]
    for kind, code in (("PublicBusiness", "NOT_FOUND"), ("Store", "BAD_ID")):
        unknown = {"businessId": to_global_id(kind, tenant.store_id)}
        refused = await do("joinProgram", unknown, "card { id }", token=token)
        assert [each["code"] for each in refused["errors"]] == [code]
    assert len((await me(token))["cards"]) == 1


async def test_signing_in_by_code_and_changing_the_number(
    db: None, inbox: KeptCodes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given a phone, when its code comes back, then a session is open; a new number needs both numbers' codes."""
    monkeypatch.setattr(get_settings(), "rate_limits_enabled", False)
    phone, new = some_phone(), some_phone()
    asked = await do("requestSignInCode", {"phone": phone}, "phone expiresInSeconds retryAfterSeconds")
    assert asked == {"phone": phone, "expiresInSeconds": 600, "retryAfterSeconds": 30, "errors": []}
    right = inbox.to(phone)
    wrong = f"{(int(right) + 1) % 10**6:06d}"
    refused = await do("verifySignInCode", {"phone": phone, "code": wrong}, "tokens { accessToken }")
    assert refused == {"tokens": None, "errors": CODES}
    opened = await do("verifySignInCode", {"phone": phone, "code": right}, "isNew tokens { accessToken }")
    assert (opened["isNew"], opened["errors"]) == (True, [])
    token = opened["tokens"]["accessToken"]
    asked = await do("requestPhoneChange", {"phone": new, "channel": "WHATSAPP"}, REQUESTED, token=token)
    assert asked == {
        "phone": new,
        "currentPhone": mask_phone(phone),
        "expiresInSeconds": 600,
        "retryAfterSeconds": 30,
        "errors": [],
    }
    code, current = inbox.to(new), inbox.to(phone)
    given = {"phone": new, "code": code, "currentCode": f"{(int(current) + 1) % 10**6:06d}"}
    refused = await do("changePhone", given, "person { phone }", token=token)
    assert refused == {
        "person": None,
        "errors": [{"code": "WRONG_CODE", "path": ["currentCode"], "params": {"triesLeft": 4}}],
    }
    given["currentCode"] = current
    moved = await do("changePhone", given, "person { phone }", token=token)
    assert moved == {"person": {"phone": new}, "errors": []}
    again = await do("changePhone", given, "person { phone }", token=token)
    assert [(each["code"], each["path"]) for each in again["errors"]] == [("SAME_PHONE", ["phone"])]
    assert (await me(token))["phone"] == new


async def test_after_a_change_the_other_devices_are_signed_out(db: None, inbox: KeptCodes) -> None:
    """Given somebody on two devices, when one changes the number, then it stays signed in and the other does not."""
    phone, new = some_phone(), some_phone()
    person_id, _ = await claim_phone(phone)
    here, there = [(await make_customer_session(person_id)).tokens.access_token for _ in range(2)]
    await do("requestPhoneChange", {"phone": new}, "phone", token=here)
    given = {"phone": new, "code": inbox.to(new), "currentCode": inbox.to(phone)}
    assert (await do("changePhone", given, "person { phone }", token=here))["errors"] == []
    assert (await me(here))["phone"] == new
    with pytest.raises(Unauthenticated):
        await answer(ME, token=there)


async def test_staff_are_no_customers(tenant: Tenant) -> None:
    """Given staff and nobody, when they use the verbs of customers, then each is told why not."""
    staff = await make_token(await make_staff(tenant.program_id, tenant.business_id, role="owner"))
    mutation = 'mutation { updateMe(input: {name: "x"}) { errors { code } } }'
    assert codes(await answer(mutation, token=staff)) == ["FORBIDDEN"]
    assert codes(await answer(mutation)) == ["UNAUTHENTICATED"]
