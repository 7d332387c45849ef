"""A shop's catalogue through the schema: made, changed, put out of use, refused where it cannot be."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.factories.businesses import Tenant, token_of
from tests.factories.rewards import make_reward, traces
from tests.graphql.asking import ask, do
from tests.graphql.rewards.redeeming import opaque

pytestmark = pytest.mark.integration

REWARD = """reward { id kind name description category pointsPrice cashPrice { minorUnits currency }
  value { minorUnits currency } discountPercent stock stockLeft perMember perPeriod period validDays startsAt endsAt
  isStackable needsFulfilment isListed isActive version pictureUrl translations { language name description }
  conditions { tierIds storeIds storeNames weekdays fromHour toHour } }"""


async def test_a_shop_builds_its_catalogue(tenant: Tenant) -> None:
    """Given an owner, when a reward with every value is made, then the answer shows it as it is."""
    token = await token_of(tenant)
    given: Mapping[str, Any] = {
        "kind": "GIFT_CARD",
        "name": " Gift card ",
        "description": "Good at the counter.",
        "translations": [{"language": "de", "name": "Gutschein"}],
        "category": "Cards",
        "pointsPrice": 500,
        "cashPrice": 100,
        "value": 5_000,
        "stock": 10,
        "perMember": 1,
        "period": "WEEK",
        "conditions": {"storeIds": [opaque("Store", tenant.store_id)], "weekdays": ["SAT"], "fromHour": 8},
        "validDays": 90,
        "isStackable": False,
    }
    made = (await do("saveReward", given, REWARD, token=token))["reward"]
    assert made == {
        "id": made["id"],
        "kind": "GIFT_CARD",
        "name": "Gift card",
        "description": "Good at the counter.",
        "category": "Cards",
        "pointsPrice": 500,
        "cashPrice": {"minorUnits": 100, "currency": "INR"},
        "value": {"minorUnits": 5_000, "currency": "INR"},
        "discountPercent": None,
        "stock": 10,
        "stockLeft": 10,
        "perMember": 1,
        "perPeriod": None,
        "period": "WEEK",
        "validDays": 90,
        "startsAt": None,
        "endsAt": None,
        "isStackable": False,
        "needsFulfilment": False,
        "isListed": True,
        "isActive": True,
        "version": 1,
        "pictureUrl": None,
        "translations": [{"language": "de", "name": "Gutschein", "description": ""}],
        "conditions": {
            "tierIds": [],
            "storeIds": [opaque("Store", tenant.store_id)],
            "storeNames": ["Kaapi House"],
            "weekdays": ["SAT"],
            "fromHour": 8,
            "toHour": None,
        },
    }


async def test_a_reward_is_pictured_changed_and_put_out_of_use(tenant: Tenant) -> None:
    """Given a reward, when it gets a picture and other values and goes, then each answer shows it as it is."""
    token = await token_of(tenant)
    made = {"id": opaque("Reward", (await make_reward(tenant)).id)}
    pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
    picture = {"rewardId": made["id"], "contentBase64": pixel}
    shown = (await do("setRewardPicture", picture, REWARD, token=token))["reward"]
    assert shown["pictureUrl"].startswith("/files/")
    percent = {
        "rewardId": made["id"],
        "kind": "DISCOUNT_PERCENT",
        "name": "A third",
        "discountPercent": 33.33,
    }
    saved = (await do("saveReward", {**percent, "version": 2}, REWARD, token=token))["reward"]
    assert (saved["discountPercent"], saved["version"], saved["pictureUrl"]) == (
        33.33,
        3,
        shown["pictureUrl"],
    )
    stale = await do("saveReward", {**percent, "version": 2}, REWARD, token=token)
    assert stale["errors"] == [{"code": "CONFLICT", "path": ["version"], "params": None}]
    gone = (await do("removeReward", {"rewardId": made["id"]}, REWARD, token=token))["reward"]
    assert gone["isActive"] is False
    query = "query($f: RewardFilter) { rewards(filter: $f) { totalCount nodes { id } } }"
    for wanted, count in ((True, 0), (False, 1)):
        page = (await ask(query, {"f": {"isActive": wanted}}, token=token))["rewards"]
        assert page["totalCount"] == count


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"name": ""}, "name"),
        ({"kind": "GIFT_CARD"}, "value"),
        ({"kind": "DISCOUNT_PERCENT", "discountPercent": 101.0}, "discountPercent"),
        ({"pointsPrice": -1}, "pointsPrice"),
        ({"stock": 2**53 - 1}, "stock"),
        (
            {"translations": [{"language": "de", "name": "a"}, {"language": "de", "name": "b"}]},
            "translations",
        ),
        ({"conditions": {"fromHour": 25}}, "conditions"),
    ],
)
async def test_what_no_reward_can_be_is_refused_at_its_place(
    tenant: Tenant, given: dict[str, Any], path: str
) -> None:
    token, before = await token_of(tenant), await traces(tenant)
    wanted = {"kind": "PRODUCT", "name": "Coffee", **given}
    errors = (await do("saveReward", wanted, REWARD, token=token))["errors"]
    assert (errors[0]["code"], errors[0]["path"][:1]) == ("BAD_INPUT", [path])
    assert await traces(tenant) == before
