"""What a shop of a test offers beyond points: tiers, a stamp card, a reward, a voucher."""

import secrets
import time
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final
from zoneinfo import ZoneInfo

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


START: Final = """mutation($input: StartBalanceImportInput!) {
  startBalanceImport(input: $input) { balanceImport { id } errors { code message } } }"""
ROWS: Final = """mutation($input: AddBalanceRowsInput!) {
  addBalanceRows(input: $input) { balanceImport { id rowsWrong } errors { code message } } }"""
POST: Final = """mutation($input: PostBalanceImportInput!) {
  postBalanceImport(input: $input) { balanceImport { id } errors { code message } } }"""
IMPORTS: Final = "{ balanceImports(first: 1) { nodes { id state rowsPosted } } }"
EXTEND: Final = """mutation($input: ExtendPointsInput!) {
  extendPoints(input: $input) { extension { id points } errors { code message } } }"""


def in_days(number: int) -> str:
    """The day that many days on, by the clock of the shop."""
    return (datetime.now(ZoneInfo("Asia/Kolkata")).date() + timedelta(days=number)).isoformat()


def bring(shop: Shop, *balances: tuple[int, int]) -> None:
    """Points of the customer from a file, each good for that many days; posted by the worker."""
    lines = [
        f"{shop.customer.phone},{points},{in_days(days)},From the paper card" for points, days in balances
    ]
    text = "\n".join(["phone,points,expires_on,reason", *lines]) + "\n"
    fingerprint = sha256(text.encode()).hexdigest()
    begun = shop.run(START, {"input": {"fileName": "old.csv", "fingerprint": fingerprint}})["balanceImport"]
    part = {"importId": begun["id"], "part": 0, "text": text, "isLast": True}
    shop.run(ROWS, {"input": part})
    shop.run(POST, {"input": {"importId": begun["id"]}})
    until = time.monotonic() + 60
    while shop.run(IMPORTS)["nodes"][0]["state"] != "DONE":
        assert time.monotonic() < until
        time.sleep(0.5)


def furnish(shop: Shop) -> None:
    """Two tiers, a stamp card of which the customer has three stamps, and a reward of which they have one."""
    bring(shop, (40, 12), (30, 200))
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


def _to(shop: Shop) -> dict[str, object]:
    return {"customerId": shop.customer.id, "idempotencyKey": secrets.token_urlsafe(16)}
