"""Points that a shop of a test brings along from an older program, and lets live longer."""

import time
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from tests.browser.offers import Offers

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


def bring(shop: "Offers", *balances: tuple[int, int]) -> None:
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
