"""Health and figures: whether the process and its parts are well, and who may see how."""

import pytest
from pydantic import SecretStr

from api.core import clock, redis
from api.core import db as core_db
from api.core.settings import Environment
from tests.graphql.base.sample import Caller, Kind
from tests.web.site import CALLERS, SECRET, app

pytestmark = [pytest.mark.integration, pytest.mark.usefixtures("db")]


async def test_alive_means_that_the_process_answers() -> None:
    async with app() as client:
        answer = await client.get("/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


async def test_every_part_is_asked_and_a_missing_worker_is_told() -> None:
    await core_db.execute(
        "UPDATE outbox SET relayed_at = now() WHERE relayed_at IS NULL"
    )  # facts of tests before
    await redis.client().delete(redis.key("worker-heartbeat"))
    async with app() as client:
        unwell = await client.get("/health/detailed")
        await redis.client().set(redis.key("worker-heartbeat"), clock.now().isoformat())
        well = await client.get("/health/detailed")
    parts = unwell.json()["parts"]
    assert (unwell.status_code, unwell.json()["status"]) == (503, "unwell")
    assert parts["worker"] == {"ok": False, "reason": "no worker has given a sign of life"}
    assert all(parts[name]["ok"] for name in ("database", "redis", "migrations", "outbox"))
    assert (well.status_code, well.json()["status"]) == (200, "ok")
    assert well.json()["parts"]["database"]["version"]


async def test_details_of_health_are_for_admins() -> None:
    admin = {"authorization": f"Bearer {CALLERS.token(Caller(Kind.PLATFORM_ADMIN))}"}
    staff = {"authorization": f"Bearer {CALLERS.token(Caller())}"}
    async with app(environment=Environment.PRODUCTION, secret_key=SECRET) as client:
        for headers in ({}, staff, {"authorization": "Bearer stolen"}):
            parts = (await client.get("/health/detailed", headers=headers)).json()["parts"]
            assert {tuple(part) for part in parts.values()} == {("ok",)}
        assert "ms" in (await client.get("/health/detailed", headers=admin)).json()["parts"]["redis"]


async def test_figures_are_for_this_machine_or_a_token() -> None:
    async with app() as here, app(address="192.0.2.7") as elsewhere:
        shown = await here.get("/metrics")
        assert shown.status_code == 200
        assert "regulars_http_requests_total" in shown.text
        assert "regulars_reactions_parked" in shown.text
        assert (await here.get("/metrics", headers={"x-forwarded-for": "192.0.2.7"})).status_code == 403
        assert (await elsewhere.get("/metrics")).status_code == 403
    async with app(address="192.0.2.7", metrics_token=SecretStr("figures")) as client:
        assert (await client.get("/metrics", headers={"authorization": "Bearer figures"})).status_code == 200
        assert (await client.get("/metrics", headers={"authorization": "Bearer guess"})).status_code == 403
