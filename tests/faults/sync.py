"""A shop whose bills come from a server that speaks TDS, set up through GraphQL as its owner would."""

from typing import Any

from tests.erp.tds import TdsServer
from tests.faults.shop import Shop

SAVE = """mutation ($input: SaveErpConnectionInput!) {
  saveErpConnection(input: $input) { connection { id } errors { code message } } }"""
TEST = """mutation ($input: TestErpConnectionInput!) {
  testErpConnection(input: $input) { diagnosis { problem message } errors { code message } } }"""
ADD = """mutation ($input: AddErpStreamsInput!) {
  addErpStreams(input: $input) { connection { streams { id kind } } errors { code message } } }"""
DRY = """mutation ($input: DryRunErpMappingInput!) {
  dryRunErpMapping(input: $input) { dryRun { token } errors { code message } } }"""
KEEP = """mutation ($input: SaveErpMappingInput!) {
  saveErpMapping(input: $input) { mapping { version } errors { code message } } }"""
START = """mutation ($input: ErpStreamInput!) {
  startErpBackfill(input: $input) { run { id } errors { code message } } }"""
PRESETS = """{ erpPresets { name streams { kind rows {
  sourceField targetField transformation default isRequired onError } } } }"""


async def start_sync(shop: Shop, server: TdsServer, preset: str = "logic_erp") -> str:
    """Connects, takes the preset's mapping after a dry run, begins to read the history; the stream of bills."""
    details = {
        "name": "Till",
        "kind": "MSSQL",
        "host": "127.0.0.1",
        "port": server.port,
        "database": server.database,
        "username": server.username,
        "password": server.password,
        "timeZone": "Asia/Kolkata",
        "queryTimeoutSeconds": 5,
    }
    saved = await shop.ask(SAVE, connection=details)
    connection_id = saved["connection"]["id"]
    tested = await shop.ask(TEST, connectionId=connection_id)
    assert tested["diagnosis"]["problem"] is None, tested
    added = await shop.ask(ADD, connectionId=connection_id, preset=preset)
    streams = {each["kind"]: each["id"] for each in added["connection"]["streams"]}
    rows = await _rows(shop, preset)
    mapping: dict[str, Any] = {
        "streamId": streams["INVOICE"],
        "rows": rows["INVOICE"],
        "lines": rows["INVOICE_LINE"],
    }
    tried = await shop.ask(DRY, **mapping)
    await shop.ask(KEEP, **mapping, dryRunToken=tried["dryRun"]["token"])
    await shop.ask(START, streamId=streams["INVOICE"])
    stream_id: str = streams["INVOICE"]
    return stream_id


async def _rows(shop: Shop, preset: str) -> dict[str, list[dict[str, Any]]]:
    found = await shop.query(PRESETS)
    (chosen,) = [each for each in found["erpPresets"] if each["name"] == preset]
    return {stream["kind"]: stream["rows"] for stream in chosen["streams"]}
