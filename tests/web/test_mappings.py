"""POST /erp/mappings: a mapping as JSON, tried over real rows and kept, by staff or a third-party app."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest

from api import identity
from api.app import build
from api.core.ids import key_of, to_global_id
from api.core.settings import get_settings
from api.erp import StreamKind
from api.erp.ports import source_reader, use_source_reader
from api.erp.types import Problem
from api.graphql.schema import schema
from tests.erp.desk import row_of
from tests.erp.fakes import FakeReader, a_bill
from tests.factories.businesses import Tenant, make_business, token_of
from tests.factories.desk import make_connection, make_streams
from tests.factories.identity import make_api_key
from tests.web.site import nothing

pytestmark = [pytest.mark.integration, pytest.mark.usefixtures("db")]

ROWS: list[dict[str, Any]] = [
    {"source_field": "vouch_code", "target_field": "key", "transformation": "trim", "is_required": True},
    {"source_field": "vouch_date", "target_field": "occurred_at", "transformation": None},
    {"source_field": "net_amt", "target_field": "amount_minor", "transformation": "money_minor(INR)"},
]


@pytest.fixture
def reading(_connected: None) -> Iterator[FakeReader]:
    """A shop with one good bill and one that cannot be read."""
    before, fake = source_reader(), FakeReader()
    fake.rows[StreamKind.INVOICE] = [a_bill(2), a_bill(1, net_amt="6x40")]
    use_source_reader(fake)
    yield fake
    use_source_reader(before)


def client() -> httpx.AsyncClient:
    """The app, without a server between."""
    app = build(get_settings(), schema(), identity.authenticate, lifespan=nothing, pwa=Path("/nowhere"))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://shop.test")


async def send(
    http: httpx.AsyncClient, bearer: str | None, mappings: object = ROWS, **more: object
) -> httpx.Response:
    """Sends a mapping of bills."""
    headers = {} if bearer is None else {"Authorization": f"Bearer {bearer}"}
    told = {"mapping_type": "invoice", "mappings": mappings, **more}
    return await http.post("/erp/mappings", content=orjson.dumps(told), headers=headers)


async def shop(tenant: Tenant, name: str = "Main shop") -> str:
    """A connection with drafts."""
    made = await make_connection(tenant, name=name)
    await make_streams(tenant, made)
    return to_global_id("ErpConnection", made)


async def test_a_mapping_is_kept_by_an_app_and_by_staff(reading: FakeReader) -> None:
    """Given an API key and a manager, when each sends a mapping, then they are versions 1 and 2 of the one stream."""
    tenant = await make_business()
    await shop(tenant)
    key = (await make_api_key(tenant.business_id, "erp.manage")).secret
    async with client() as http:
        first = await send(http, key)
        second = await send(http, await token_of(tenant, "manager"))
    assert [answer.status_code for answer in (first, second)] == [201, 201]
    told = first.json()
    assert {name: told[name] for name in ("version", "rows_seen", "rows_dead")} == {
        "version": 1,
        "rows_seen": 2,
        "rows_dead": 1,
    }
    stream = await row_of("erp_stream", key_of(told["stream_id"], "ErpStream"))
    assert (stream["kind"], stream["mapping_version"], second.json()["version"]) == ("invoice", 2, 2)
    assert reading.tested == []


async def test_why_it_is_not_kept(reading: FakeReader) -> None:
    """Given callers who may not and payloads that cannot be, when they are sent, then each is told where and why."""
    tenant, stranger = await make_business(), await make_business()
    connection = await shop(tenant)
    manager, analyst = await token_of(tenant, "manager"), await token_of(tenant, "analyst")
    theirs = await token_of(stranger)
    async with client() as http:
        cases: list[tuple[httpx.Response, int, str, list[str]]] = [
            (await send(http, None), 401, "UNAUTHENTICATED", []),
            (await send(http, "nonsense"), 401, "UNAUTHENTICATED", []),
            (await send(http, analyst), 403, "FORBIDDEN", []),
            (await send(http, theirs), 404, "NOT_FOUND", ["mapping_type"]),
            (await send(http, theirs, connection_id=connection), 404, "NOT_FOUND", ["mapping_type"]),
            (await send(http, manager, connection_id="x"), 422, "BAD_ID", ["connection_id"]),
            (await send(http, manager, mapping_type="order"), 422, "BAD_INPUT", ["mapping_type"]),
            (await send(http, manager, []), 422, "BAD_INPUT", ["mappings"]),
            (
                await send(http, manager, [{"source_field": 5}]),
                422,
                "BAD_INPUT",
                ["mappings", "0", "target_field"],
            ),
            (await send(http, manager, ROWS[:2]), 422, "MAPPING_INVALID", ["mappings"]),
            (
                await send(http, manager, [*ROWS[:2], ROWS[2] | {"transformation": "explode"}]),
                422,
                "MAPPING_INVALID",
                ["mappings", "2", "transformation"],
            ),
            (
                await send(http, manager, [*ROWS[:2], ROWS[2] | {"source_field": "first_name"}]),
                409,
                "DRY_RUN_NEEDED",
                ["mappings"],
            ),
        ]
        for answer, status, code, path in cases:
            assert (answer.status_code, answer.json()["code"], answer.json()["path"]) == (status, code, path)
        headers = {"Authorization": f"Bearer {manager}"}
        for content in (b"{", b"[]", b'"x"', b" " * 200_001):
            answer = await http.post("/erp/mappings", content=content, headers=headers)
            assert (answer.status_code, answer.json()["code"]) == (422, "BAD_INPUT")
        reading.problem = Problem.TIMED_OUT
        lost = await send(http, manager)
        assert (lost.status_code, lost.json()["params"]) == (502, {"problem": "timed_out"})
    stream = await row_of(
        "erp_stream", (await make_streams(tenant, key_of(connection, "ErpConnection")))["invoice"]
    )
    assert stream["mapping_version"] == 0


async def test_of_two_shops_one_is_named(reading: FakeReader) -> None:
    """Given two connections, when a mapping names none it is refused; with one it is kept there."""
    tenant = await make_business()
    _, second = await shop(tenant), await shop(tenant, "Second")
    manager = await token_of(tenant, "manager")
    async with client() as http:
        unnamed = await send(http, manager)
        assert (unnamed.status_code, unnamed.json()["path"]) == (422, ["connection_id"])
        named = await send(http, manager, connection_id=second)
    stream = await row_of("erp_stream", key_of(named.json()["stream_id"], "ErpStream"))
    assert stream["connection_id"] == key_of(second, "ErpConnection")
    assert reading.asked != []
