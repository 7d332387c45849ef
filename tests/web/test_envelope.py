"""What is around every answer: safe headers, the request id, HTTPS, other origins, allowances, logs."""

from pathlib import Path

import pytest
from redis.exceptions import RedisError

from api.core.settings import Environment
from api.core.telemetry import access
from api.graphql.base import throttle
from api.web.envelope import REQUEST_ID
from tests.graphql.base.sample import Caller, Kind
from tests.web.site import CALLERS, app

pytestmark = [pytest.mark.integration, pytest.mark.usefixtures("db")]


@pytest.mark.parametrize("path", ["/", "/docs", "/health", "/graphql?query={hello}", "/missing.js"])
async def test_every_answer_has_the_safe_headers(dist: Path, path: str) -> None:
    async with app(dist) as client:
        headers = (await client.get(path)).headers
    policy = headers["content-security-policy"]
    assert "script-src 'self' 'wasm-unsafe-eval';" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-inline" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["permissions-policy"].startswith("camera=(self)")
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
    assert "strict-transport-security" not in headers
    assert REQUEST_ID.fullmatch(headers["x-request-id"])


async def test_a_request_id_of_the_caller_is_kept_if_it_is_harmless() -> None:
    async with app() as client:
        kept = await client.get("/health", headers={"x-request-id": "till-7.20260531"})
        fresh = await client.get("/health", headers={"x-request-id": "<script>"})
    assert kept.headers["x-request-id"] == "till-7.20260531"
    assert fresh.headers["x-request-id"] != "<script>"


async def test_https_only_sends_everyone_to_https_but_the_health_check() -> None:
    async with app(https_only=True) as client:
        sent = await client.get("/docs?x=1")
        assert (sent.status_code, sent.headers["location"]) == (308, "https://shop.test/docs?x=1")
        assert (await client.get("/health")).status_code == 200
    async with app(https_only=True, base="https://shop.test") as client:
        answer = await client.get("/docs")
        assert answer.headers["strict-transport-security"].startswith("max-age=31536000")
        assert "connect-src 'self' wss:;" in answer.headers["content-security-policy"]


async def test_other_origins_are_let_in_by_the_settings_only() -> None:
    ask = {"origin": "https://app.example", "access-control-request-method": "POST"}
    async with app() as client:
        assert "access-control-allow-origin" not in (await client.options("/graphql", headers=ask)).headers
    async with app(cors_origins=("https://app.example",)) as client:
        allowed = await client.options("/graphql", headers=ask)
        assert allowed.headers["access-control-allow-origin"] == "https://app.example"
        foreign = await client.options("/graphql", headers={**ask, "origin": "https://evil.example"})
        assert "access-control-allow-origin" not in foreign.headers


async def test_a_caller_over_its_allowance_waits() -> None:
    caller = Caller(Kind.API_KEY, rate_per_minute=15)
    headers = {"authorization": f"Bearer {CALLERS.token(caller)}"}
    async with app() as client:
        answers = [
            await client.post("/graphql", json={"query": "{ hello }"}, headers=headers) for _ in range(21)
        ]
    statuses = [each.status_code for each in answers]
    assert statuses[:10] == [200] * 10
    assert statuses[-1] == 429
    assert int(answers[-1].headers["retry-after"]) >= 1


async def test_without_redis_the_limits_stand_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    class Lost:
        async def hit(self, *_: object, **__: object) -> bool:
            raise RedisError("gone")

    monkeypatch.setattr(throttle, "_limiter", Lost)
    headers = {"authorization": f"Bearer {CALLERS.token(Caller(rate_per_minute=1))}"}
    async with app() as client:
        for _ in range(3):
            answer = await client.post("/graphql", json={"query": "{ hello }"}, headers=headers)
            assert answer.status_code == 200


async def test_logs_hold_no_phone_number_and_no_token(capsys: pytest.CaptureFixture[str]) -> None:
    async with app(environment=Environment.DEVELOPMENT) as client:
        await client.get("/dev/inbox.json?to=+919822041763")
        await client.get("/r/ASHA-2026-SECRET", headers={"authorization": "Bearer stolen-token"})
    access.flush()
    out = capsys.readouterr().out
    assert "door=/dev" in out
    assert "9822041763" not in out
    assert "SECRET" not in out
    assert "stolen" not in out
