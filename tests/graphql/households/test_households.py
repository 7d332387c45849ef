"""Households through the schema: made, joined, limited, watched, left."""

import pytest

from api import customers
from api.core import db as database
from tests.factories.businesses import make_business, token_of
from tests.factories.family import make_family_shop, make_household, spendable
from tests.factories.identity import make_customer_session
from tests.factories.rewards import make_reward, redeem, rich_member
from tests.graphql.asking import ask, do
from tests.graphql.rewards.redeeming import opaque

pytestmark = pytest.mark.integration
CARD = """card { balance spendable household { name isGuardian points
    members { id name role isYou points maxPerDay spentToday sharesPoints }
    invitations { code phone role } } }"""


async def phone_of(member: customers.Member) -> tuple[str, str]:
    """The member's token and card."""
    session = await make_customer_session(member.person_id)
    return session.tokens.access_token, opaque("Card", member.membership_id)


async def test_from_making_to_leaving(db: None) -> None:
    """Given two cards, when one makes a household and the other joins by code, they spend together until one leaves."""
    tenant = await make_family_shop()
    parent, child = await rich_member(tenant, 400), await rich_member(tenant, 20)
    (token, card), (childs, theirs) = await phone_of(parent), await phone_of(child)
    made = await do("createHousehold", {"cardId": card, "name": "The Raos"}, CARD, token=token)
    assert made["card"]["household"]["isGuardian"] is True
    asked = await do(
        "inviteToHousehold",
        {"cardId": card, "role": "CHILD"},
        f"invitation {{ code phone }} {CARD}",
        token=token,
    )
    assert asked["card"]["household"]["invitations"][0]["code"] == asked["invitation"]["code"]
    code = asked["invitation"]["code"]
    joined = await do(
        "answerHouseholdInvitation",
        {"cardId": theirs, "code": f" {code[:5].lower()}-{code[5:]}", "accepts": True},
        CARD,
        token=childs,
    )
    house = joined["card"]["household"]
    assert (house["points"], house["isGuardian"], joined["card"]["spendable"]) == (420, False, 420)
    # a child sees its own points, not the parent's
    assert [each["points"] for each in house["members"]] == [None, 20]
    members = await ask(
        "query($id: ID!) { " + f"{CARD[:4]}(id: $id) {CARD[5:]}" + " }", {"id": card}, token=token
    )
    (member,) = [each for each in members["card"]["household"]["members"] if not each["isYou"]]
    assert member["points"] == 20
    terms = {"cardId": card, "memberId": member["id"], "role": "CHILD", "maxPerDay": 100}
    await do("setHouseholdMember", terms, CARD, token=token)
    assert await spendable(child) == 120
    reward = await make_reward(tenant, points_price=110)
    await redeem(tenant, child.membership_id, reward.id)
    nodes = "spendings { nodes { points reason givenBack } }"
    spendings = f"query($id: ID!) {{ card(id: $id) {{ household {{ {nodes} }} }} }}"
    seen = (await ask(spendings, {"id": card}, token=token))["card"]["household"]["spendings"]["nodes"]
    assert seen == [{"points": 90, "reason": "Filter coffee", "givenBack": 0}]
    refused = await do("setHouseholdMember", terms | {"cardId": theirs}, CARD, token=childs)
    assert [each["code"] for each in refused["errors"]] == ["NOT_GUARDIAN"]
    left = await do("leaveHousehold", {"cardId": theirs}, CARD, token=childs)
    assert (left["card"]["household"], left["card"]["spendable"]) == (None, 0)


async def test_an_invitation_to_a_number(db: None) -> None:
    """Given an invitation to a number, when its holder looks at the card, then it is there, without its code."""
    tenant = await make_family_shop()
    _, (guardian,) = await make_household(tenant, 100)
    friend = await rich_member(tenant, 0)
    token, card = await phone_of(guardian)
    wanted = {"cardId": card, "role": "ADULT", "phone": friend.phone}
    asked = await do("inviteToHousehold", wanted, "invitation { code phone }", token=token)
    assert (asked["invitation"]["code"], "•" in asked["invitation"]["phone"]) == (None, True)
    theirs, their_card = await phone_of(friend)
    look = "query($id: ID!) { card(id: $id) { householdInvitations { id householdName role code } } }"
    (seen,) = (await ask(look, {"id": their_card}, token=theirs))["card"]["householdInvitations"]
    assert (seen["householdName"], seen["role"], seen["code"]) == ("The Raos", "ADULT", None)
    answer = {"cardId": their_card, "householdInvitationId": seen["id"], "accepts": False}
    declined = await do("answerHouseholdInvitation", answer, CARD, token=theirs)
    assert (declined["card"]["household"], declined["errors"]) == (None, [])


async def test_strangers_see_nothing(db: None) -> None:
    """Given a household, when somebody outside or staff ask for it or its people, then there is none."""
    tenant = await make_family_shop()
    household, members = await make_household(tenant, 100, 100)
    token, _ = await phone_of(await rich_member(tenant, 0))
    node = "query($id: ID!) { node(id: $id) { id } }"
    row = await database.fetchval(
        "SELECT id FROM household_member WHERE household_id = $1 LIMIT 1", household
    )
    for kind, key in (("Household", household), ("HouseholdMember", row)):
        assert (await ask(node, {"id": opaque(kind, key)}, token=token))["node"] is None
    staff = await token_of(tenant)
    seen = await ask(
        "query($id: ID!) { customer(id: $id) { balance spendable } }",
        {"id": opaque("Customer", members[0].membership_id)},
        token=staff,
    )
    assert seen["customer"] == {"balance": 100, "spendable": 200}


async def test_the_owner_sets_the_rules(db: None) -> None:
    """Given a program without households, when the owner allows them, then they are; numbers have bounds."""
    tenant = await make_business()
    owner = await token_of(tenant)
    saved = await do(
        "saveHouseholdRules",
        {"isOn": True, "maxMembers": 4},
        "householdRules { isOn maxMembers }",
        token=owner,
    )
    assert saved["householdRules"] == {"isOn": True, "maxMembers": 4}
    bad = await do(
        "saveHouseholdRules", {"isOn": True, "maxMembers": 1}, "householdRules { isOn }", token=owner
    )
    assert bad["errors"][0]["path"] == ["maxMembers"]
