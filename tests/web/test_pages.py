"""Pages for developers: the documentation, the editor, the inbox, and the schema."""

import pytest

from api.core import redis
from api.core.settings import Environment
from api.integrations.dev_inbox import KEPT, deliver
from tests.graphql.base.sample import Caller
from tests.web.site import CALLERS, SECRET, app

pytestmark = [pytest.mark.integration, pytest.mark.usefixtures("db")]


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


async def test_the_pages_load_nothing_that_the_policy_forbids() -> None:
    async with app(environment=Environment.DEVELOPMENT) as client:
        pages = [(await client.get(path)).text for path in ("/docs", "/dev/inbox")]
    for page in pages:
        assert " style=" not in page
        assert "<style" not in page
        assert "onclick" not in page
        assert "<script>" not in page


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
