"""The plain doors of the app: health, metrics, documentation, inbox, files, and the headers around all of them."""

import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr
from redis.exceptions import RedisError
from starlette.applications import Starlette

from api.app import build
from api.core import clock, files, redis
from api.core import db as core_db
from api.core.ids import new_id
from api.core.settings import Environment, Settings, get_settings
from api.core.telemetry import access
from api.graphql.base import throttle
from api.integrations.dev_inbox import KEPT, deliver
from api.web.envelope import REQUEST_ID
from tests.graphql.base.sample import Caller, Callers, Kind, sample_schema

pytestmark = [pytest.mark.integration, pytest.mark.usefixtures("db")]

SECRET = SecretStr("a-Secret-0f-more-than-thirty-two-characters!")
CALLERS = Callers()


@asynccontextmanager
async def nothing(_: Starlette) -> AsyncIterator[None]:
    """The lifespan of an app whose database and Redis the tests have opened."""
    yield


def settings(**changes: Any) -> Settings:
    """The test's settings, changed."""
    return get_settings().model_copy(update=changes)


@asynccontextmanager
async def app(
    pwa: Path = Path("/nowhere"),
    *,
    address: str = "127.0.0.1",
    base: str = "http://shop.test",
    **changes: Any,
) -> AsyncIterator[httpx.AsyncClient]:
    """A client of an app with these settings, calling from `address`."""
    built = build(settings(**changes), sample_schema(), CALLERS.authenticate, lifespan=nothing, pwa=pwa)
    transport = httpx.ASGITransport(built, client=(address, 50_000))
    async with httpx.AsyncClient(transport=transport, base_url=base) as client:
        yield client


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


async def test_the_documentation_runs_on_this_address() -> None:
    async with app(public_url="https://points.example/") as client:
        page = await client.get("/docs")
        assert page.status_code == 200
        assert "curl https://points.example/graphql" in page.text
        assert "{{" not in page.text.replace('{"input": {', "")
        for asset in ("/docs/docs.css", "/docs/ide.js"):
            assert (await client.get(asset)).status_code == 200
        schema = await client.get("/docs/schema.graphql")
        assert "type Query" in schema.text
        assert schema.headers["content-disposition"] == 'attachment; filename="schema.graphql"'


async def test_the_editor_and_the_inbox_exist_in_development_only() -> None:
    async with app(environment=Environment.DEVELOPMENT) as client:
        assert "/docs/ide.js" in (await client.get("/docs")).text
        assert (await client.get("/dev/inbox")).status_code == 200
    async with app(environment=Environment.PRODUCTION, secret_key=SECRET) as client:
        assert "/docs/ide.js" not in (await client.get("/docs")).text
        for path in ("/dev/inbox", "/dev/inbox.json?to=%2B919822041763", "/dev/ui"):
            assert (await client.get(path, headers={"accept": "text/html"})).status_code == 404


async def test_the_inbox_shows_the_newest_message_first_and_escapes_it() -> None:
    await redis.client().delete(redis.key("inbox"))
    await deliver("+919822041763", "sms", "first", code="111111")
    await deliver("+919822041763", "sms", "<script>second</script>", code="222222")
    await deliver("+4915112345678", "sms", "third", code="333333")
    async with app(environment=Environment.DEVELOPMENT) as client:
        for address in ("+919822041763", "%2B919822041763"):
            messages = (await client.get(f"/dev/inbox.json?to={address}")).json()
            assert [each["code"] for each in messages] == ["222222", "111111"]
        page = await client.get("/dev/inbox")
        assert "&lt;script&gt;second" in page.text
        assert "<script>" not in page.text
        for _ in range(KEPT + 5):
            await deliver("+4915112345678", "sms", "more")
        assert len((await client.get("/dev/inbox.json")).json()) == KEPT


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    """A built app of three files, beside one that is not part of it."""
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>Regulars</title>")
    (folder / "sw.js").write_text("// worker")
    (folder / "assets" / "app-1a2b3c.js").write_text("let x = 1;\n" * 500)
    (tmp_path / "secret.txt").write_text("secret")
    return folder


async def test_hashed_files_are_kept_for_ever_and_others_asked_again(dist: Path) -> None:
    async with app(dist) as client:
        hashed = await client.get("/assets/app-1a2b3c.js")
        assert hashed.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert (hashed.headers["content-encoding"], hashed.headers["vary"]) == ("gzip", "Accept-Encoding")
        assert hashed.headers["content-type"] == "text/javascript; charset=utf-8"
        again = await client.get("/assets/app-1a2b3c.js", headers={"if-none-match": hashed.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        for path in ("/", "/sw.js"):
            assert (await client.get(path)).headers["cache-control"] == "no-cache"
        (dist / "sw.js").write_text("// a newer worker")
        assert (await client.get("/sw.js")).text == "// a newer worker"


async def test_a_smaller_copy_beside_a_file_is_sent_to_those_who_read_it(dist: Path) -> None:
    (dist / "assets" / "app-1a2b3c.js.br").write_bytes(b"smaller")
    async with app(dist) as client:
        for accepted, sent in (("gzip, deflate, br", "br"), ("gzip", "gzip")):
            answer = await client.head("/assets/app-1a2b3c.js", headers={"accept-encoding": accepted})
            assert answer.headers["content-encoding"] == sent
        os.utime(dist / "assets" / "app-1a2b3c.js.br", (0, 0))
        (dist / "assets" / "app-1a2b3c.js").write_text("let x = 3;")
        newer = await client.head("/assets/app-1a2b3c.js", headers={"accept-encoding": "br, gzip"})
        assert newer.headers["content-encoding"] == "gzip"


async def test_a_page_tells_at_once_what_its_first_screen_needs(dist: Path) -> None:
    files = {"en": ["assets/in.js", "assets/in.css"], "de": ["assets/de.js"]}
    (dist / "preload.json").write_text(json.dumps({"/sign-in": files}))
    async with app(dist) as client:
        for language, links in (
            (
                "en-IN, en",
                "</assets/in.js>; rel=modulepreload, </assets/in.css>; rel=preload; as=style; crossorigin",
            ),
            ("de-AT", "</assets/de.js>; rel=modulepreload"),
            (
                "fr",
                "</assets/in.js>; rel=modulepreload, </assets/in.css>; rel=preload; as=style; crossorigin",
            ),
        ):
            page = await client.get("/sign-in", headers={"accept": "text/html", "accept-language": language})
            assert page.headers["link"] == links
        for path in ("/", "/sw.js", "/cards/1"):
            assert "link" not in (await client.get(path, headers={"accept": "text/html"})).headers


async def test_a_page_of_the_app_is_answered_by_the_app(dist: Path) -> None:
    async with app(dist) as client:
        page = await client.get("/wallet/cards/abc", headers={"accept": "text/html"})
        assert (page.status_code, "Regulars" in page.text) == (200, True)
        assert (await client.get("/missing.js")).status_code == 404
        assert (await client.post("/wallet")).status_code == 405
        head = await client.head("/")
        assert (head.status_code, head.content) == (200, b"")


@pytest.mark.parametrize(
    "path", ["/../secret.txt", "/%2e%2e/secret.txt", "/assets/..%2f..%2fsecret.txt", "/%00", "/" + "a" * 5000]
)
async def test_nothing_outside_the_folder_is_served(dist: Path, path: str) -> None:
    async with app(dist) as client:
        answer = await client.get(path, headers={"accept": "*/*"})
    assert answer.status_code == 404
    assert "secret" not in answer.text


async def test_an_app_that_is_not_built_says_so() -> None:
    async with app() as client:
        answer = await client.get("/", headers={"accept": "text/html"})
    assert (answer.status_code, "make run" in answer.text) == (503, True)


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


async def test_the_pages_load_nothing_that_the_policy_forbids() -> None:
    async with app(environment=Environment.DEVELOPMENT) as client:
        pages = [(await client.get(path)).text for path in ("/docs", "/dev/inbox")]
    for page in pages:
        assert " style=" not in page
        assert "<style" not in page
        assert "onclick" not in page
        assert "<script>" not in page


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


async def test_a_picture_is_served_for_ever_and_nothing_else() -> None:
    picture = b"\x89PNG\r\n\x1a\n" + b"x" * 100
    key = await files.store(picture, program_id=new_id(), business_id=new_id())
    async with app() as client:
        shown = await client.get(f"/files/{key}")
        assert (shown.content, shown.headers["content-type"]) == (picture, "image/png")
        assert "immutable" in shown.headers["cache-control"]
        again = await client.get(f"/files/{key}", headers={"if-none-match": shown.headers["etag"]})
        assert again.status_code == 304
        for other in (new_id(), "garbage", "..%2f..%2fsecret"):
            assert (await client.get(f"/files/{other}")).status_code == 404


async def test_the_schema_is_read_by_introspection_only_when_signed_in() -> None:
    ask = {"query": "{ __schema { queryType { name } } }"}
    signed_in = {"authorization": f"Bearer {CALLERS.token(Caller())}"}
    async with app(environment=Environment.PRODUCTION, secret_key=SECRET) as client:
        refused = await client.post("/graphql", json=ask)
        assert refused.json()["errors"][0]["extensions"]["code"] == "FORBIDDEN"
        assert "data" not in refused.json()
        seen = await client.post("/graphql", json=ask, headers=signed_in)
        assert seen.json() == {"data": {"__schema": {"queryType": {"name": "Query"}}}}
    async with app(environment=Environment.DEVELOPMENT) as client:
        assert "data" in (await client.post("/graphql", json=ask)).json()


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
