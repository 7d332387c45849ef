"""What a shop of a test offers beyond points: tiers, a stamp card, a reward, a voucher."""

import secrets
from typing import Final

from tests.browser.shops import Shop

LADDER: Final = """mutation($input: SaveTierLadderInput!) {
  saveTierLadder(input: $input) { ladder { id } errors { code message } } }"""
DESIGN: Final = """mutation($input: SaveStampDesignInput!) {
  saveStampDesign(input: $input) { stampDesign { id version } errors { code message } } }"""
STAMP: Final = """mutation($input: IssueStampsInput!) {
  issueStamps(input: $input) { stampCards { id } errors { code message } } }"""
REWARD: Final = """mutation($input: SaveRewardInput!) {
  saveReward(input: $input) { reward { id version } errors { code message } } }"""
GIVE: Final = """mutation($input: GiveVoucherInput!) {
  giveVoucher(input: $input) { voucher { id } errors { code message } } }"""


GIFTS: Final = """mutation($input: SaveGiftRulesInput!) {
  saveGiftRules(input: $input) { giftRules { isOn } errors { code message } } }"""
HOUSEHOLDS: Final = """mutation($input: SaveHouseholdRulesInput!) {
  saveHouseholdRules(input: $input) { householdRules { isOn } errors { code message } } }"""


def allow_sharing(shop: Shop) -> None:
    """Gifts of 10 to 500 points, and households."""
    shop.run(GIFTS, {"input": {"isOn": True, "minPoints": 10, "maxPoints": 500, "waitDays": 14}})
    shop.run(HOUSEHOLDS, {"input": {"isOn": True, "maxMembers": 6}})


def furnish(shop: Shop) -> None:
    """Two tiers, a stamp card with three stamps, a reward of which the customer has one, gifts and households."""
    tiers = [
        {"name": "Bronze", "threshold": 0, "benefits": [{"text": "A newspaper", "icon": "gift"}]},
        {"name": "Silver", "threshold": 100, "colour": "#c9d1d9", "icon": "award"},
    ]
    shop.run(LADDER, {"input": {"measure": "EARNED", "window": "ROLLING_MONTHS", "tiers": tiers}})
    card = {"name": "Ten coffees", "stampsNeeded": 10, "earning": "PER_VISIT", "icon": "coffee"}
    design = shop.run(DESIGN, {"input": card})["stampDesign"]
    shop.run(STAMP, {"input": {**_to(shop), "designId": design["id"], "storeId": shop.store_id, "count": 3}})
    reward = shop.run(REWARD, {"input": {"name": "A flat white", "kind": "PRODUCT", "pointsPrice": 100}})
    shop.run(GIVE, {"input": {**_to(shop), "rewardId": reward["reward"]["id"], "reason": "Welcome"}})
    allow_sharing(shop)


def _to(shop: Shop) -> dict[str, object]:
    return {"customerId": shop.customer.id, "idempotencyKey": secrets.token_urlsafe(16)}
