"""The sync with the shop's own system: connected, mapped, read live; rows mended, conflicts decided, a bill claimed."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest
from playwright.async_api import Page, expect

from tests.browser.axe import violations
from tests.browser.erp import (
    CONNECT,
    DRY_RUN,
    RULES,
    TEST,
    Connected,
    address_of,
    connect,
    logic_erp,
    say_where,
    trade,
)
from tests.browser.people import open_live_card, sign_in_customer, sign_in_staff
from tests.browser.shops import Shop
from tests.browser.test_office import open_office
from tests.browser.windows import Windows
from tests.erp.days import keyed, years, yesterday
from tests.erp.logic import LogicErp
from tests.erp.tds import TdsServer

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240), pytest.mark.xdist_group("browser")]

SECOND: Final = """mutation($input: CreateStoreInput!) {
  createStore(input: $input) { store { id } errors { code message } } }"""
Source = tuple[TdsServer, LogicErp]
READ_MS: Final = 60_000  # a history is read while other tests are at work


@pytest.fixture
def source(scratch: Path) -> Iterator[Source]:
    """A Logic ERP."""
    with logic_erp(scratch) as made:
        yield made


async def open_stream(page: Page, connected: Connected, kind: str, more: str = "") -> None:
    """A stream's own page, or one below it."""
    shop = connected.shop
    await sign_in_staff(page, shop.site, shop.owner, to="/office")
    await page.goto(f"{shop.site.url}/office/erp/streams/{connected.streams[kind]}{more}")


async def test_a_shop_is_connected_mapped_and_read_live(shop: Shop, windows: Windows, source: Source) -> None:
    server, logic = source
    member = trade(logic, shop.customer.local, shop.customer.name)
    page = await open_office(windows, shop, "Connections")
    await expect(page.get_by_role("heading", name="Let your bills give the points")).to_be_visible()
    assert await violations(page, "no connection") == []
    await page.get_by_role("button", name="Connect a system").click()
    sheet = page.get_by_role("dialog", name="Connect a system")
    await sheet.get_by_role("button", name="Test").click()
    await expect(sheet.get_by_text("This is needed.").first).to_be_visible()
    await say_where(page, server, password="wrong")
    await sheet.get_by_role("button", name="Test").click()
    await expect(sheet.get_by_text("User or password is not right.")).to_be_visible()
    await sheet.get_by_label("Password").fill(server.password)
    await sheet.get_by_role("button", name="Save and go on").click()
    await expect(sheet.get_by_text("The connection works")).to_be_visible()
    await expect(sheet.get_by_label("Choose the system")).to_have_value("logic_erp")
    assert await violations(page, "choose a system") == []
    await sheet.get_by_role("button", name="Read this").click()
    streams = page.get_by_role("list", name="What is read of Main shop")
    await expect(streams.get_by_text("Needs its mapping")).to_have_count(3)

    await page.get_by_role("button", name="More for Main shop").click()
    await page.get_by_role("menuitem", name="Rules for bills").click()
    await page.get_by_label("All other branches").select_option("Koregaon Park")
    await page.get_by_label("Days in which").fill("x")
    await page.get_by_role("button", name="Save the rules").click()
    await expect(page.get_by_text("Type a whole number from 0 to 3,650.")).to_be_visible()
    await page.get_by_label("Days in which").fill("90")
    await page.get_by_role("button", name="Save the rules").click()
    await expect(page.get_by_text("The rules hold for bills that are read from now on.")).to_be_visible()
    assert await violations(page, "rules for bills") == []
    await page.get_by_role("link", name="All connections").click()

    await streams.get_by_role("link", name="Bills").click()
    await page.get_by_role("link", name="Say which field is what").click()
    await map_bills(page)
    await page.get_by_role("link", name="Main shop · Bills").click()
    await page.get_by_role("button", name="Read the history").click()
    log = page.get_by_role("list", name="What it did")
    await expect(log.get_by_role("listitem").filter(has_text="History")).to_contain_text(
        "Done", timeout=READ_MS
    )
    await expect(page.get_by_role("region", name="How it stands")).to_contain_text("Live")
    assert await violations(page, "a stream") == []
    assert shop.balance() > 0

    phone = await windows.phone()
    await open_live_card(phone, shop.site, shop.customer.phone, shop.name)
    before = shop.balance()
    keyed_now = keyed(
        minutes_ago=0
    )  # what was keyed before the history was read is history, and nobody is told
    logic.add_bill(yesterday(), [1_500], member=member, keyed_at=keyed_now)
    await page.get_by_role("button", name="Ask now").click()
    await expect(phone.get_by_text(f"{before + 150:,}").first).to_be_visible(timeout=READ_MS)
    await expect(log.get_by_role("listitem").filter(has_text="New rows")).to_contain_text("+150")


async def map_bills(page: Page) -> None:
    """The mapper: opened with the preset's rows, changed by hand, dried, saved."""
    await expect(page.get_by_role("heading", name="Bills: which field is what")).to_be_visible()
    save = page.get_by_role("button", name="Save version 1")
    await expect(save).to_have_attribute("aria-disabled", "true")
    fields = page.get_by_role("tabpanel").get_by_role("list", name="In Regulars")
    number = fields.get_by_label("Column of Bill number")
    await page.locator("[data-column=vouch_num]").drag_to(page.locator("[data-target=number]"))
    await expect(number).to_have_value("vouch_num")
    await number.select_option("new_vouch_num")
    await fields.locator("summary").filter(has_text="More about Bill number").click()
    await fields.get_by_text("Add a step").locator("visible=true").click()
    await fields.get_by_role("button", name="upper Makes all letters capitals.").click()
    what = fields.get_by_label("What happens to Bill number")
    await expect(what).to_have_value("trim | coalesce(vouch_num) | trim | upper")
    await what.fill("trim | no_such_thing")
    await page.get_by_role("button", name="Dry run").click()
    await expect(page.get_by_role("alert")).to_contain_text("This mapping cannot work.")
    await what.fill("trim | coalesce(vouch_num) | trim")
    await page.get_by_role("button", name="Dry run").click()
    await expect(page.get_by_test_id("dry-score")).to_contain_text("0 not taken")
    assert await violations(page, "mapper") == []
    await save.click()
    await expect(page.get_by_text("Version 1 is in use from now on.")).to_be_visible()
    await expect(page.get_by_text("Version 1", exact=True)).to_be_visible()


async def test_a_table_of_ones_own_is_a_stream(shop: Shop, windows: Windows, source: Source) -> None:
    server, logic = source
    trade(logic, shop.customer.local, shop.customer.name, days=2)
    made = shop.run(CONNECT, {"input": {"connection": address_of(server)}})["connection"]
    shop.run(TEST, {"input": {"connectionId": made["id"]}})
    page = await open_office(windows, shop, "Connections")
    await page.get_by_role("link", name="Choose tables of your own").click()
    await expect(page.get_by_label("What its rows are")).to_have_value("INVOICE")
    bills = page.get_by_role("group", name="Bills", exact=True)
    await expect(bills.get_by_label("Table")).to_have_value("Sl_Head{FY}")
    await expect(bills.get_by_label("In which column")).to_have_value("ltz_entry_date")
    await page.get_by_role("checkbox", name="The lines of bills").check()
    lines = page.get_by_role("group", name="Lines of bills", exact=True)
    await expect(lines.get_by_label("Table")).to_have_value("Sl_Txn{FY}")
    assert await violations(page, "a table of one's own") == []
    await lines.get_by_label("What names its bill").select_option("")
    await page.get_by_role("button", name="Save and go on").click()
    await expect(lines.get_by_text("This is needed.")).to_be_visible()

    kind = page.get_by_label("What its rows are")
    await kind.focus()
    await page.keyboard.type("Cust")  # by keyboard alone
    customers = page.get_by_role("group", name="Customers", exact=True)
    await expect(customers.get_by_label("Table")).to_have_value("Cust_Mst_Hd")
    await expect(customers.get_by_label("What names a row")).to_have_value("cust_hd_code")
    await page.get_by_role("button", name="Save and go on").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Customers: which field is what")).to_be_visible()
    stream_id = page.url.split("/")[-2]
    rows = [
        {"sourceField": "cust_hd_code", "targetField": "customer_key", "transformation": "trim"},
        {"sourceField": "mobile_no", "targetField": "phone", "transformation": "trim | e164"},
    ]
    tried = shop.run(DRY_RUN, {"input": {"streamId": stream_id, "rows": rows}})["dryRun"]
    assert tried["token"]


async def test_a_row_that_could_not_be_taken_is_mended(shop: Shop, windows: Windows, source: Source) -> None:
    server, logic = source
    member = logic.add_customer(shop.customer.local, shop.customer.name)
    good = logic.add_bill(yesterday() - timedelta(days=1), [400], member=member)
    bad = logic.add_bill(yesterday() - timedelta(days=1), [700], member=member)
    server.execute(f"UPDATE Sl_Head{years()[1]} SET net_amt = NULL WHERE vouch_code = ?", (bad,))
    assert good != bad
    connected = connect(shop, server)
    connected.backfill()
    page = await windows.phone()
    await open_stream(page, connected, "INVOICE")
    await expect(page.get_by_text("Bills: 1 row could not be taken.")).to_be_visible(timeout=READ_MS)
    assert shop.balance() == 40
    await page.get_by_role("link", name="Rows that could not be taken").click()
    await page.get_by_role("button", name=re.compile(f"Row .*:{bad}$")).click()
    sheet = page.get_by_role("dialog")
    await expect(sheet.get_by_text("Amount: This is needed and is empty.")).to_be_visible()
    assert await violations(page, "a dead row") == []
    await sheet.get_by_label("net_amt").fill("650")
    await sheet.get_by_role("button", name="Try again").click()
    await expect(page.get_by_text("1 row was taken, +65 points.")).to_be_visible()
    await expect(page.get_by_text("Every row was taken.")).to_be_visible()
    assert shop.balance() == 105


async def test_a_conflict_is_decided(shop: Shop, windows: Windows, source: Source) -> None:
    server, logic = source
    member = trade(logic, shop.customer.local, "Ananya D", days=2)
    connected = connect(shop, server, {"NAME": "REVIEW"})
    connected.backfill("CUSTOMER")
    page = await windows.desk()
    await open_stream(page, connected, "CUSTOMER")
    await expect(page.get_by_role("region", name="How it stands")).to_contain_text("Live", timeout=READ_MS)
    connected.backfill()
    await page.goto(f"{shop.site.url}/office/erp/streams/{connected.streams['INVOICE']}")
    await expect(page.get_by_role("region", name="How it stands")).to_contain_text("Live", timeout=READ_MS)
    logic.change_customer(member, name="Ananya Kulkarni")
    connected.poll("CUSTOMER")
    await page.get_by_role("link", name="Main shop").click()
    await expect(page.get_by_role("link", name="1 value differs")).to_be_visible(timeout=READ_MS)
    await page.get_by_role("link", name="1 value differs").click()
    await expect(page.get_by_text("Ananya Kulkarni")).to_be_visible()
    assert await violations(page, "conflicts") == []
    await page.get_by_role("checkbox", name="Choose Name of Ananya Deshpande").check()
    await page.get_by_role("button", name="Take theirs", exact=True).click()
    await expect(page.get_by_text("1 value decided.")).to_be_visible()
    await expect(page.get_by_text("Nothing differs.")).to_be_visible()
    await page.get_by_role("tab", name="Decided").click()
    decided = page.get_by_role("list", name="Decided").get_by_role("listitem")
    await expect(decided).to_contain_text(f"by {shop.owner.name}")
    await expect(decided.locator("dl div").filter(has_text="Stands")).to_contain_text("Ananya Kulkarni")
    assert await violations(page, "decided conflicts") == []
    named = "query($id: ID!) { customer(id: $id) { name } }"
    assert shop.run(named, {"id": shop.customer.id})["name"] == "Ananya Kulkarni"


async def test_an_unknown_branch_gets_its_store_by_choosing(
    shop: Shop, windows: Windows, source: Source
) -> None:
    server, logic = source
    member = logic.add_customer(shop.customer.local, shop.customer.name)
    logic.add_bill(yesterday() - timedelta(days=1), [400], member=member, branch=2)
    connected = connect(shop, server)
    second = {"name": "Baner", "code": "B2"}
    shop.run(SECOND, {"input": second})
    shop.run(RULES, {"input": {"connectionId": connected.connection_id, "defaultStoreId": None}})
    connected.backfill()
    page = await windows.phone()
    await open_stream(page, connected, "INVOICE")
    await expect(page.get_by_text("Bills: 1 row could not be taken.")).to_be_visible(timeout=READ_MS)
    await page.goto(f"{shop.site.url}/office/erp/connections/{connected.connection_id}/rules")
    seen = page.get_by_role("list", name="Branches that your bills name").get_by_role("listitem")
    await expect(seen).to_contain_text("1 waits")
    assert await violations(page, "branches that were seen") == []
    await seen.get_by_role("combobox").select_option("Baner")
    await page.get_by_role("button", name="Save the rules").click()
    await expect(page.get_by_text("The rules hold for bills that are read from now on.")).to_be_visible()
    await page.goto(f"{shop.site.url}/office/erp/streams/{connected.streams['INVOICE']}/dead")
    await page.get_by_role("button", name="Try all again").click()
    await expect(page.get_by_text("1 row was taken, +40 points.")).to_be_visible()


async def test_a_bill_without_a_number_is_claimed(shop: Shop, windows: Windows, source: Source) -> None:
    server, logic = source
    logic.add_customer("9820000001", "Asha Rao")
    for amount in (300, 900):
        logic.add_bill(yesterday() - timedelta(days=1), [amount])
    connected = connect(shop, server)
    connected.backfill()
    page = await windows.desk()
    await open_stream(page, connected, "INVOICE")
    await expect(page.get_by_role("region", name="How it stands")).to_contain_text("Live", timeout=READ_MS)
    phone = await windows.phone()
    await sign_in_customer(phone, shop.site, shop.customer.phone, to="/activity")
    await phone.get_by_role("link", name="A bill is missing?").click()
    await phone.get_by_role("button", name="Take this bill").click()
    await expect(phone.get_by_text("Type the number on the receipt.")).to_be_visible()
    await phone.get_by_label("Bill number").fill("RT/00002")
    await phone.get_by_label("PIN").fill("9")
    await phone.get_by_role("button", name="Take this bill").click()
    await expect(phone.get_by_text("No bill without a card has this number and PIN")).to_be_visible()
    assert await violations(phone, "claim a bill") == []
    await phone.get_by_label("PIN").fill("2")
    await phone.get_by_role("button", name="Take this bill").click()
    await expect(phone.get_by_text("This bill brought you 90 points.")).to_be_visible()
    await expect(phone.get_by_test_id("claimed")).to_contain_text("90")
    assert shop.balance() == 90
