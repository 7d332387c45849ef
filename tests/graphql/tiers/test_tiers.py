"""Tiers through the schema: saved by owners, tried before, seen on cards, given by hand, each program alone."""

from typing import Any

import pytest

from api.core import clock
from api.core.ids import to_global_id
from api.customers.service.persons import claim_phone
from tests.factories.businesses import Tenant, make_business, token_of
from tests.factories.customers import make_member, some_phone
from tests.factories.identity import make_customer_session
from tests.factories.purchases import record_sale
from tests.graphql.asking import answer, ask, codes, do

pytestmark = pytest.mark.integration

LADDER = """{ tierLadder { measure window windowMonths effective downgrade graceDays version
  tiers { id rank name threshold multiplier isForEver colour icon memberCount benefits { text icon } } } }"""
SHOWN = "ladder { version tiers { id name } }"
STANDING = """query($id: ID!) { customer(id: $id) { tier { tier { name } next { name } missing measured share isByHand
  measure } tierHistory { fromName toName isUp reason note actorName } } }"""
STEPS: list[dict[str, Any]] = [
    {"name": "Bronze", "threshold": 0},
    {
        "name": "Silver",
        "threshold": 100,
        "multiplier": 1.25,
        "benefits": [{"text": "Free coffee", "icon": "coffee"}],
    },
    {"name": "Gold", "threshold": 500, "multiplier": 2, "isForEver": True, "colour": "#c9a227"},
]
RULES = {"measure": "EARNED", "window": "ROLLING_MONTHS", "tiers": STEPS}


async def test_a_ladder_is_tried_saved_and_seen(tenant: Tenant) -> None:
    token = await token_of(tenant)
    assert await ask(LADDER, token=token) == {"tierLadder": None}
    member = await make_member(tenant)
    await record_sale(tenant, 120_000, membership_id=member.membership_id)
    tried = await ask(
        """query($input: TierLadderInput!) { previewTierLadder(input: $input) { errors { code } impact {
        members movesUp movesDown costPoints cost { minorUnits currency } moves { fromName toName members isUp }
        } } }""",
        {"input": RULES},
        token=token,
    )
    assert tried["previewTierLadder"] == {
        "errors": [],
        "impact": {
            "members": 1,
            "movesUp": 1,
            "movesDown": 0,
            "costPoints": 30,
            "cost": {"minorUnits": 300, "currency": "INR"},
            "moves": [{"fromName": None, "toName": "Silver", "members": 1, "isUp": True}],
        },
    }
    assert await ask(LADDER, token=token) == {"tierLadder": None}
    saved = await do("saveTierLadder", RULES | {"version": 0}, SHOWN, token=token)
    assert saved["ladder"]["version"] == 1
    ladder = (await ask(LADDER, token=await token_of(tenant, "cashier")))["tierLadder"]
    assert [(tier["name"], tier["memberCount"]) for tier in ladder["tiers"]] == [
        ("Bronze", 0),
        ("Silver", 1),
        ("Gold", 0),
    ]
    assert ladder["tiers"][1] | {"id": ""} == {
        "id": "",
        "rank": 2,
        "name": "Silver",
        "threshold": 100,
        "multiplier": 1.25,
        "isForEver": False,
        "colour": "",
        "icon": "",
        "memberCount": 1,
        "benefits": [{"text": "Free coffee", "icon": "coffee"}],
    }
    found = await ask(STANDING, {"id": to_global_id("Customer", member.membership_id)}, token=token)
    assert found["customer"]["tier"] == {
        "tier": {"name": "Silver"},
        "next": {"name": "Gold"},
        "missing": 380,
        "measured": 120,
        "share": 0.05,
        "isByHand": False,
        "measure": "EARNED",
    }
    stale = await do("saveTierLadder", RULES | {"version": 0}, SHOWN, token=token)
    assert stale["errors"] == [{"code": "CONFLICT", "path": ["version"], "params": None}]


async def test_holders_see_every_step_of_the_ladder(tenant: Tenant) -> None:
    await do("saveTierLadder", RULES, SHOWN, token=await token_of(tenant))
    phone = some_phone()
    member = await make_member(tenant, phone=phone)
    person_id, _ = await claim_phone(phone)
    holder = (await make_customer_session(person_id)).tokens.access_token
    asked = """query($id: ID!) { card(id: $id) { tier { tier { name }
      steps { rank name multiplier benefits { text } } } } }"""
    card = (await ask(asked, {"id": to_global_id("Card", member.membership_id)}, token=holder))["card"]
    shown = card["tier"]
    assert shown["tier"] == {"name": "Bronze"}
    assert [(step["rank"], step["name"], step["multiplier"]) for step in shown["steps"]] == [
        (1, "Bronze", 1),
        (2, "Silver", 1.25),
        (3, "Gold", 2),
    ]
    assert shown["steps"][1]["benefits"] == [{"text": "Free coffee"}]


async def test_a_tier_by_hand_stands_in_the_history(tenant: Tenant) -> None:
    token = await token_of(tenant)
    saved = await do("saveTierLadder", RULES, SHOWN, token=token)
    member = to_global_id("Customer", (await make_member(tenant)).membership_id)
    given = {
        "customerId": member,
        "tierId": saved["ladder"]["tiers"][2]["id"],
        "until": clock.local_date(clock.now(), "Asia/Kolkata").isoformat(),
        "reason": "Our baker's sister",
    }
    done = await do("setCustomerTier", given, "customer { tier { tier { name } isByHand } }", token=token)
    assert done["customer"]["tier"] == {"tier": {"name": "Gold"}, "isByHand": True}
    (line,) = (await ask(STANDING, {"id": member}, token=token))["customer"]["tierHistory"]
    assert line | {"actorName": ""} == {
        "fromName": None,
        "toName": "Gold",
        "isUp": True,
        "reason": "BY_HAND",
        "note": "Our baker's sister",
        "actorName": "",
    }
    refused = await do("setCustomerTier", given | {"reason": ""}, "customer { id }", token=token)
    assert refused["errors"] == [{"code": "BAD_INPUT", "path": ["reason"], "params": None}]


async def test_nobody_reaches_into_another_program(tenant: Tenant) -> None:
    token, other = await token_of(tenant), await make_business(name="Elsewhere")
    theirs = await do("saveTierLadder", RULES, SHOWN, token=await token_of(other))
    step = STEPS[0] | {"id": theirs["ladder"]["tiers"][0]["id"]}
    refused = await do("saveTierLadder", RULES | {"tiers": [step]}, SHOWN, token=token)
    assert refused["errors"] == [{"code": "NOT_FOUND", "path": ["tiers", "0", "id"], "params": None}]
    assert await ask(LADDER, token=token) == {"tierLadder": None}
    given = {
        "customerId": to_global_id("Customer", (await make_member(tenant)).membership_id),
        "tierId": theirs["ladder"]["tiers"][0]["id"],
        "until": clock.local_date(clock.now(), "Asia/Kolkata").isoformat(),
        "reason": "ours",
    }
    lost = await do("setCustomerTier", given, "customer { id }", token=token)
    assert [error["code"] for error in lost["errors"]] == ["NOT_FOUND"]
    mutation = "mutation($input: SaveTierLadderInput!) { saveTierLadder(input: $input) { errors { code } } }"
    for role in ("manager", "cashier"):
        assert codes(await answer(mutation, {"input": RULES}, token=await token_of(tenant, role))) == [
            "FORBIDDEN"
        ]
    customer = (await make_customer_session()).tokens.access_token
    assert codes(await answer(LADDER, token=customer)) == ["FORBIDDEN"]


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"tiers": [STEPS[1], STEPS[0]]}, ["tiers", "1", "threshold"]),
        ({"tiers": [STEPS[0] | {"multiplier": 101}]}, ["tiers", "0", "multiplier"]),
        ({"windowMonths": 0}, ["windowMonths"]),
    ],
)
async def test_rules_that_cannot_be_are_refused_where_they_stand(
    tenant: Tenant, change: dict[str, Any], path: list[str]
) -> None:
    token = await token_of(tenant)
    refused = await do("saveTierLadder", RULES | change, SHOWN, token=token)
    assert refused["errors"] == [{"code": "BAD_INPUT", "path": path, "params": None}]
    assert await ask(LADDER, token=token) == {"tierLadder": None}
