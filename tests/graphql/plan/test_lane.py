"""The short way: the same answers as the ordinary door, and never for somebody who is no longer who they were."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from api import identity
from api.app import build
from api.core import db
from api.core.settings import get_settings
from api.graphql.base.engine import Engine
from api.graphql.schema import schema
from tests.factories.businesses import Tenant
from tests.factories.customers import make_member
from tests.factories.identity import Staff, make_staff, make_token
from tests.graphql.base.serving import served
from tests.graphql.plan.slowness import locked, patient_pool

pytestmark = [pytest.mark.integration, pytest.mark.usefixtures("db")]

LIST = "{ customers { nodes { id name balance } } }"
PLAIN = {"date", "x-request-id", "x-answered-by"}


@asynccontextmanager
async def nothing(_: Starlette) -> AsyncIterator[None]:
    """The lifespan of an app whose database and Redis the tests have opened."""
    yield


@asynccontextmanager
async def door(token: str, **changes: Any) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the whole app as that caller."""
    settings = get_settings().model_copy(update=changes)
    app = build(settings, schema(), identity.authenticate, lifespan=nothing)
    headers = {"authorization": f"Bearer {token}"}
    async with served(app) as url, httpx.AsyncClient(base_url=url, headers=headers) as client:
        yield client


@pytest.fixture
def executed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Operations that the ordinary door has run since."""
    seen: list[str] = []
    run = Engine.run

    async def noting(self: Engine, prepared: Any, request: Any, context: Any) -> Any:
        seen.append(request.query)
        return await run(self, prepared, request, context)

    monkeypatch.setattr(Engine, "run", noting)
    return seen


async def clerk(tenant: Tenant) -> tuple[Staff, str]:
    """A manager with a token."""
    staff = await make_staff(tenant.program_id, tenant.business_id, role="manager")
    return staff, await make_token(staff)


async def ask(client: httpx.AsyncClient, query: str = LIST, **more: Any) -> httpx.Response:
    """One request."""
    return await client.post("/graphql", json={"query": query, **more})


async def test_the_third_time_is_answered_before_the_door_and_in_the_same_way(
    tenant: Tenant, executed: list[str]
) -> None:
    await make_member(tenant, name='A "quoted" name \\ of Zoë 🎂')
    _, token = await clerk(tenant)
    async with door(token) as client:
        first, second, third = [await ask(client) for _ in range(3)]
    assert len(executed) == 2
    assert third.content == second.content == first.content
    assert {name: value for name, value in third.headers.items() if name not in PLAIN} == {
        name: value for name, value in second.headers.items() if name not in PLAIN
    }


async def test_who_signs_out_is_refused_at_once(tenant: Tenant, executed: list[str]) -> None:
    """Given a remembered caller, when the session ends in the database alone, then the next request is 401."""
    staff, token = await clerk(tenant)
    async with door(token) as client:
        for _ in range(3):
            assert (await ask(client)).status_code == 200
        assert len(executed) == 2
        session = (await identity.authenticate(token)).session_id
        assert session is not None
        await identity.sign_out(staff.user_id, session)
        refused = await ask(client)
    assert refused.status_code == 401
    assert staff.name not in refused.text


async def test_what_a_role_loses_is_lost_from_the_next_request(tenant: Tenant) -> None:
    """Given a remembered caller, when their role no longer gives a permission, then the same query says FORBIDDEN."""
    await make_member(tenant)
    held = frozenset({"customers.read", "notes.read"})
    staff = await make_staff(tenant.program_id, tenant.business_id, permissions=held)
    owner = await make_staff(tenant.program_id, tenant.business_id, role="owner")
    notes = "{ customers { nodes { notes { text } } } }"
    async with door(await make_token(staff)) as client:
        for _ in range(3):
            assert "errors" not in (await ask(client, notes)).json()
        role = await db.fetchval("SELECT role_id FROM staff_member WHERE id = $1", staff.staff_id)
        await identity.update_role(
            owner.actor,
            tenant.business_id,
            role,
            granting=frozenset(identity.PERMISSIONS),
            permissions=["customers.read"],
        )
        refused = await ask(client, notes)
        still = await ask(client)
    assert [error["extensions"]["code"] for error in refused.json()["errors"]] == ["FORBIDDEN"]
    assert len(still.json()["data"]["customers"]["nodes"]) == 1


async def test_everything_else_is_handed_on(tenant: Tenant, executed: list[str]) -> None:
    """Given a kept document, then other media, a GET and a body that is none get their ordinary answers."""
    _, token = await clerk(tenant)
    async with door(token) as client:
        for _ in range(3):
            await ask(client)
        before = len(executed)
        assert (await client.get("/graphql", params={"query": LIST})).status_code == 200
        assert (await client.post("/graphql", content=b"{")).status_code == 415
        assert (
            await client.post("/graphql", content=b"{", headers={"content-type": "application/json"})
        ).status_code == 400
        assert (
            await client.post("/graphql", json={"query": LIST}, headers={"accept": "text/html"})
        ).status_code == 406
        assert (await ask(client, "{ customers { nope } }")).status_code == 200
        anonymous = await client.post("/graphql", json={"query": LIST}, headers={"authorization": ""})
        named = await client.post("/graphql", json={"query": LIST}, headers={"x-request-id": "abcdefgh-1"})
    assert "errors" in anonymous.json()
    assert named.headers["x-request-id"] == "abcdefgh-1"
    assert len(executed) == before + 3


async def test_plain_requests_are_sent_to_https_where_it_is_on(tenant: Tenant) -> None:
    _, token = await clerk(tenant)
    async with door(token, https_only=True) as client:
        answers = [await ask(client) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {308}


async def test_what_is_handed_on_is_counted_once(tenant: Tenant) -> None:
    """Given a kept query that only the executor answers, then each call takes one of the allowance, not two."""
    _, token = await clerk(tenant)
    search = '{ customers(search: "asha") { nodes { id } } }'
    async with door(token, rate_limit_per_minute=8, rate_limits_enabled=True) as client:
        statuses = [(await ask(client, search)).status_code for _ in range(9)]
    assert statuses == [200] * 8 + [429]


async def test_two_answers_to_who_is_asking_are_the_ordinary_doors_matter(
    tenant: Tenant, executed: list[str]
) -> None:
    """Given two Authorization headers, then the short way does not choose between them."""
    _, token = await clerk(tenant)
    async with door(token) as client:
        for _ in range(3):
            await ask(client)
        before = len(executed)
        twice = [("authorization", "Bearer forged"), ("authorization", f"Bearer {token}")]
        answer = await client.post("/graphql", json={"query": LIST}, headers=twice)
    assert (answer.status_code, len(executed)) == (401, before)


async def test_a_caller_over_the_allowance_waits(tenant: Tenant) -> None:
    _, token = await clerk(tenant)
    async with door(token, rate_limit_per_minute=5, rate_limits_enabled=True) as client:
        statuses = [(await ask(client)).status_code for _ in range(8)]
    assert statuses[:3] == [200, 200, 200]
    assert 429 in statuses


@pytest.mark.parametrize("accept", ["application/json", "application/graphql-response+json"])
async def test_what_takes_too_long_is_refused_at_once_and_waited_for_once(
    tenant: Tenant, executed: list[str], accept: str
) -> None:
    """Given a kept document whose table is locked, then 504 and TIMEOUT without a second try behind the lane."""
    _, token = await clerk(tenant)
    async with door(token) as client, patient_pool(seconds=0.2, size=4):
        client.headers["accept"] = accept
        for _ in range(3):
            assert (await ask(client)).status_code == 200
        async with locked("membership"):
            late = await ask(client)
        assert len(executed) == 2
        again = await ask(client)
    assert (late.status_code, late.headers["content-type"]) == (504, f"{accept}; charset=utf-8")
    assert [each["extensions"]["code"] for each in late.json()["errors"]] == ["TIMEOUT"]
    assert {"x-request-id", "x-content-type-options"} <= late.headers.keys()
    assert again.status_code == 200
