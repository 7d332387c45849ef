"""Birthday promotions through the schema: made in the office, given in the morning, seen by the holder, counted."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from api import customers, promotions, purchases, rewards
from api.core.ids import to_global_id
from api.core.money import Money
from api.purchases import RecordPurchase
from api.rewards import UseVoucher
from tests.factories.businesses import Tenant, make_business, token_of
from tests.factories.identity import make_customer_session
from tests.factories.promotions import born, make_kid, morning, today
from tests.factories.rewards import make_reward, rich_member
from tests.graphql.asking import answer, ask, codes, do

pytestmark = pytest.mark.integration

PROMOTION = """promotion { id name audience ageFrom ageTo points reward { name } announceDays validDays budget isActive
  version }"""
FIGURES = """{ promotions { id isActive funnel { given seen used revenue { minorUnits currency } }
  presents(first: 5) { nodes { birthday turns kidName customer { id } voucher { state } } } } }"""
OWN = """{ viewer { person { presents { id name birthday kidName isOpen business { brand { name } } voucher { code } }
  kids { firstName comingPresents { name onDay birthday points rewardName } } } } }"""


async def use(tenant: Tenant, member: customers.Member, code: str, bill: str | None) -> None:
    """The voucher at the till, and the bill of 640 rupees with it."""
    await rewards.use(
        tenant.owner,
        tenant.business_id,
        UseVoucher(uuid4().hex, code, tenant.store_id, bill_number=bill),
    )
    sale = RecordPurchase(
        uuid4().hex, tenant.store_id, Money(64_000, "INR"), member.membership_id, bill_number=bill
    )
    await purchases.record(tenant.owner, tenant.business_id, sale)


async def cake_for_children(owner: str, cake: rewards.RewardInfo) -> Any:
    """A promotion as the office makes it: a cake for children up to twelve, told five days before."""
    wanted = {
        "name": "Cake for children",
        "audience": "KIDS",
        "ageTo": 12,
        "rewardId": to_global_id("Reward", cake.id),
        "announceDays": 5,
        "budget": 100,
    }
    made = (await do("savePromotion", wanted, PROMOTION, token=owner))["promotion"]
    assert {
        name: made[name] for name in ("audience", "ageFrom", "ageTo", "points", "validDays", "version")
    } == {
        "audience": "KIDS",
        "ageFrom": None,
        "ageTo": 12,
        "points": None,
        "validDays": 14,
        "version": 1,
    }
    return made


@pytest.mark.parametrize("bill", ["B-77", None])
async def test_from_the_office_to_the_bill(db: None, bill: str | None) -> None:
    """Given a promotion made in the office, when a child's week comes, then holder and office know its present."""
    tenant = await make_business()
    owner, member = await token_of(tenant), await rich_member(tenant, 0)
    cake = await make_reward(tenant, name="Birthday cake", is_listed=False)
    await make_kid(tenant, member, born(5, 7))
    made = await cake_for_children(owner, cake)
    holder = (await make_customer_session(member.person_id)).tokens.access_token
    day = (today() + timedelta(days=5)).isoformat()
    coming = {
        "name": "Cake for children",
        "onDay": today().isoformat(),
        "birthday": day,
        "points": None,
        "rewardName": "Birthday cake",
    }
    before: Any = (await ask(OWN, token=holder))["viewer"]["person"]
    assert before == {"presents": [], "kids": [{"firstName": "Ira", "comingPresents": [coming]}]}
    assert await promotions.give_presents(tenant.program_id, morning(today())) == 1
    person: Any = (await ask(OWN, token=holder))["viewer"]["person"]
    (present,) = person["presents"]
    assert (present["kidName"], present["birthday"], present["isOpen"]) == ("Ira", day, True)
    assert person["kids"] == [{"firstName": "Ira", "comingPresents": []}]
    seen = await do("seePresents", {}, "seen", token=holder)
    assert (seen["seen"], (await do("seePresents", {}, "seen", token=holder))["seen"]) == (1, 0)
    await use(tenant, member, present["voucher"]["code"], bill)
    (told,) = (await ask(FIGURES, token=owner))["promotions"]
    assert told["funnel"] == {
        "given": 1,
        "seen": 1,
        "used": 1,
        "revenue": {"minorUnits": 64_000, "currency": "INR"},
    }
    assert told["presents"]["nodes"] == [
        {
            "birthday": day,
            "turns": 7,
            "kidName": "Ira",
            "customer": {"id": to_global_id("Customer", member.membership_id)},
            "voucher": {"state": "USED"},
        }
    ]
    gone = await do("removePromotion", {"promotionId": made["id"]}, PROMOTION, token=owner)
    assert (gone["promotion"]["isActive"], gone["promotion"]["version"]) == (False, 2)


async def test_an_analyst_sees_figures_and_no_children(db: None) -> None:
    """Given presents, when an analyst asks, then figures are told and names are not; a cashier sees nothing."""
    tenant = await make_business()
    member = await rich_member(tenant, 0)
    await make_kid(tenant, member, born(1, 7))
    owner, analyst, cashier = [await token_of(tenant, role) for role in ("owner", "analyst", "cashier")]
    await do("savePromotion", {"name": "Points", "audience": "KIDS", "points": 5}, PROMOTION, token=owner)
    await promotions.give_presents(tenant.program_id, morning(today()))
    figures = "{ promotions { funnel { given } } }"
    assert (await ask(figures, token=analyst))["promotions"] == [{"funnel": {"given": 1}}]
    names = "{ promotions { presents(first: 1) { nodes { kidName } } } }"
    assert codes(await answer(names, token=analyst)) == ["FORBIDDEN"]
    assert codes(await answer(figures, token=cashier)) == ["FORBIDDEN"]
    saved = await answer(
        'mutation { savePromotion(input: {name: "x", audience: KIDS, points: 1}) { errors { code } } }',
        token=analyst,
    )
    assert codes(saved) == ["FORBIDDEN"]


async def test_refusals_name_their_field(db: None) -> None:
    """Given no present, a stranger's reward and an old version, when saved, then each is refused in its place."""
    tenant, stranger = await make_business(), await make_business()
    owner, theirs = await token_of(tenant), await make_reward(stranger)
    plain = {"name": "Points", "audience": "MEMBERS", "points": 5}
    made = (await do("savePromotion", plain, PROMOTION, token=owner))["promotion"]
    reward = {"name": "x", "audience": "KIDS", "rewardId": to_global_id("Reward", theirs.id)}
    cases = (
        ({"name": "x", "audience": "KIDS"}, "BAD_INPUT", ["rewardId"]),
        (reward, "NOT_FOUND", ["rewardId"]),
        (plain | {"promotionId": made["id"], "version": 9}, "CONFLICT", ["version"]),
    )
    for given, code, path in cases:
        refused = await do("savePromotion", given, PROMOTION, token=owner)
        assert [(each["code"], each["path"]) for each in refused["errors"]] == [(code, path)]
