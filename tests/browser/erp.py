"""A shop that keeps its books in Logic ERP, and what its owner does with it through the API."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final, Protocol

from playwright.async_api import Page

from tests.browser.shops import Shop
from tests.browser.site import Json
from tests.erp.days import years, yesterday
from tests.erp.logic import LogicErp
from tests.erp.tds import TdsServer

ERRORS: Final = "errors { code message }"
CONNECT: Final = f"""mutation($input: SaveErpConnectionInput!) {{
  saveErpConnection(input: $input) {{ connection {{ id }} {ERRORS} }} }}"""
TEST: Final = f"""mutation($input: TestErpConnectionInput!) {{
  testErpConnection(input: $input) {{ diagnosis {{ isOk message }} {ERRORS} }} }}"""
STREAMS: Final = f"""mutation($input: AddErpStreamsInput!) {{
  addErpStreams(input: $input) {{ connection {{ streams {{ id kind }} }} {ERRORS} }} }}"""
RULES: Final = f"""mutation($input: SaveErpRulesInput!) {{ saveErpRules(input: $input) {{ {ERRORS} }} }}"""
POLICIES: Final = f"""mutation($input: SaveErpPoliciesInput!) {{
  saveErpPolicies(input: $input) {{ {ERRORS} }} }}"""
PRESETS: Final = """{ erpPresets { name streams { kind rows {
  sourceField targetField transformation default isRequired onError } } } }"""
DRY_RUN: Final = f"""mutation($input: DryRunErpMappingInput!) {{
  dryRunErpMapping(input: $input) {{ dryRun {{ token }} {ERRORS} }} }}"""
SAVE: Final = f"""mutation($input: SaveErpMappingInput!) {{ saveErpMapping(input: $input) {{ {ERRORS} }} }}"""
BACKFILL: Final = (
    f"""mutation($input: ErpStreamInput!) {{ startErpBackfill(input: $input) {{ {ERRORS} }} }}"""
)
POLL: Final = f"""mutation($input: ErpStreamInput!) {{ pollErpStream(input: $input) {{ {ERRORS} }} }}"""
SOON: Final = f"""mutation($input: SaveErpStreamInput!) {{ saveErpStream(input: $input) {{ {ERRORS} }} }}"""


class Address(Protocol):
    """Where a server of this machine is, and who may read it."""

    port: int
    database: str
    username: str
    password: str


@contextmanager
def logic_erp(folder: Path) -> Iterator[tuple[TdsServer, LogicErp]]:
    """A server that speaks TDS, with the tables of two financial years."""
    with TdsServer(folder / "source.db") as server:
        yield server, LogicErp(server, years())


@dataclass(frozen=True)
class Connected:
    """A shop whose source is connected, its streams mapped as the preset has it."""

    shop: Shop
    server: TdsServer
    connection_id: str
    streams: dict[str, str]

    def backfill(self, kind: str = "INVOICE") -> None:
        """Starts reading all that there is."""
        self.shop.run(BACKFILL, {"input": {"streamId": self.streams[kind]}})

    def poll(self, kind: str = "INVOICE") -> None:
        """Asks at once."""
        self.shop.run(POLL, {"input": {"streamId": self.streams[kind]}})


def address_of(server: Address) -> Json:
    """What an owner types."""
    return {
        "name": "Main shop",
        "kind": "MSSQL",
        "timeZone": "Asia/Kolkata",
        "host": "127.0.0.1",
        "port": server.port,
        "database": server.database,
        "username": server.username,
        "password": server.password,
    }


async def say_where(page: Page, server: Address, *, password: str = "") -> None:
    """Fills in the connection, with another password where one is given."""
    sheet = page.get_by_role("dialog", name="Connect a system")
    await sheet.get_by_label("Name of the connection").fill("Main shop")
    await sheet.get_by_label("Server", exact=True).fill("127.0.0.1")
    await sheet.get_by_label("Port").fill(str(server.port))
    await sheet.get_by_label("Database").fill(server.database)
    await sheet.get_by_label("User").fill(server.username)
    await sheet.get_by_label("Password").fill(password or server.password)


def connect(shop: Shop, server: TdsServer, policies: Json | None = None) -> Connected:
    """Connects by the API; every branch is the shop's one store."""
    made = shop.run(CONNECT, {"input": {"connection": address_of(server)}})["connection"]
    connection_id = made["id"]
    found = shop.run(TEST, {"input": {"connectionId": connection_id}})["diagnosis"]
    assert found["isOk"], found["message"]
    added = shop.run(STREAMS, {"input": {"connectionId": connection_id, "preset": "logic_erp"}})
    streams = {each["kind"]: each["id"] for each in added["connection"]["streams"]}
    shop.run(RULES, {"input": {"connectionId": connection_id, "defaultStoreId": shop.store_id}})
    if policies:
        told = [{"fieldName": name, "policy": policy} for name, policy in policies.items()]
        shop.run(POLICIES, {"input": {"connectionId": connection_id, "policies": told}})
    presets = shop.site.graphql(PRESETS, None, shop.token)["erpPresets"]
    parts = next(each["streams"] for each in presets if each["name"] == "logic_erp")
    rows = {part["kind"]: part["rows"] for part in parts}
    for kind, stream_id in streams.items():
        lines = {"lines": rows["INVOICE_LINE"]} if kind == "INVOICE" else {}
        mapping = {"streamId": stream_id, "rows": rows[kind], **lines}
        token = shop.run(DRY_RUN, {"input": mapping})["dryRun"]["token"]
        shop.run(SAVE, {"input": {**mapping, "dryRunToken": token}})
        shop.run(SOON, {"input": {"streamId": stream_id, "pollSeconds": 5}})
    return Connected(shop, server, connection_id, streams)


def trade(logic: LogicErp, phone: str, name: str, *, days: int = 12) -> int:
    """Some days of bills, several of them by this customer; the code of the customer."""
    member = logic.add_customer(phone, name)
    logic.add_days(yesterday() - timedelta(days=days), days, 6, [member])
    return member
