"""Lists of customers as files: who may bring one in, and what a link gives."""

from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import httpx
import pytest

from api import directory, identity
from api.app import build
from api.core.ids import key_of
from api.core.settings import get_settings
from api.directory import BulkKind, BulkOrder, Selection
from api.graphql.schema import schema
from tests.factories.businesses import Tenant, make_business
from tests.factories.customers import make_member
from tests.factories.directory import begin, run_of, work
from tests.factories.identity import make_staff, make_token
from tests.web.site import nothing

pytestmark = [pytest.mark.integration, pytest.mark.usefixtures("db")]

LIST = b"Phone,Name\n9822041763,Asha\n"


def client() -> httpx.AsyncClient:
    """The app, without a server between."""
    app = build(get_settings(), schema(), identity.authenticate, lifespan=nothing, pwa=Path("/nowhere"))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://shop.test")


async def token(tenant: Tenant, role: str) -> str:
    """Staff of that role."""
    return await make_token(await make_staff(tenant.program_id, tenant.business_id, role=role))


async def bring(
    http: httpx.AsyncClient, bearer: str | None, content: bytes, key: str | None = None
) -> httpx.Response:
    """Sends a file."""
    headers = {"X-File-Name": quote("Kundschaft März.csv"), "Idempotency-Key": key or uuid4().hex}
    if bearer:
        headers["Authorization"] = f"Bearer {bearer}"
    return await http.post("/imports", content=content, headers=headers)


async def test_a_file_is_brought_by_those_who_may() -> None:
    """Given a list, then a manager brings it once for each key; others, rubbish and too much are told why."""
    tenant = await make_business()
    manager, cashier = await token(tenant, "manager"), await token(tenant, "cashier")
    async with client() as http:
        refused = [
            (await bring(http, None, LIST), 401, "UNAUTHENTICATED"),
            (await bring(http, "nonsense", LIST), 401, "UNAUTHENTICATED"),
            (await bring(http, cashier, LIST), 403, "FORBIDDEN"),
            (await bring(http, manager, b"Phone\n"), 422, "BAD_TABLE"),
            (await bring(http, manager, b"x" * (directory.MAX_BYTES + 1)), 422, "BAD_INPUT"),
        ]
        for answer, status, code in refused:
            assert (answer.status_code, answer.json()["code"]) == (status, code)
        key = uuid4().hex
        answers = [await bring(http, manager, LIST, key) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [201, 201]
        assert answers[0].json() == answers[1].json()
    await work()
    run = await run_of(key_of(answers[0].json()["runId"], "BulkRun", path=("id",)))
    assert (run["state"], run["created"]) == ("ready", 1)


async def test_a_file_is_had_by_its_link_alone() -> None:
    """Given an export, then its link downloads it and is not kept by anybody; a changed link finds nothing."""
    tenant = await make_business()
    await make_member(tenant, name="Asha")
    run_id = await begin(tenant, BulkOrder(BulkKind.EXPORT, Selection(), columns=("name",)))
    await work()
    link = await directory.link_to(tenant.program_id, tenant.business_id, run_id)
    async with client() as http:
        answer = await http.get(link)
        assert answer.text.lstrip("\ufeff").split() == ["Name", "Asha"]
        assert answer.headers["cache-control"] == "private, no-store"
        assert 'filename="customers-' in answer.headers["content-disposition"]
        for wrong in (
            link[:-1] + ("0" if link[-1] != "0" else "1"),
            f"/exports/{uuid4()}/9999999999/{'0' * 64}",
            "/exports/x/1/y",
        ):
            assert (await http.get(wrong)).status_code == 404
