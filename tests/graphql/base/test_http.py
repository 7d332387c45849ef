"""GraphQL over HTTP beyond the audits: statuses, headers, hostile requests."""

import asyncio
import gzip
from typing import Any
from urllib.parse import urlsplit

import httpx
import orjson
import pytest

from api.core.ids import new_id, to_global_id
from tests.graphql.base.conftest import Ask
from tests.graphql.base.sample import SHELF, Caller, Callers

pytestmark = [pytest.mark.integration]

MODERN = {"accept": "application/graphql-response+json", "content-type": "application/json"}
ADD = """mutation($input: AddPointsInput!) {
  addPoints(input: $input) { card { points } errors { code message path params } }
}"""


def code(answer: httpx.Response) -> str:
    """The code of the first error."""
    found: str = answer.json()["errors"][0]["extensions"]["code"]
    return found


async def test_an_answer_is_not_kept_and_says_what_it_is(ask: Ask) -> None:
    answer = await ask("{ hello }")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/graphql-response+json; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json() == {"data": {"hello": "Hello you"}}


async def test_a_mutation_by_get_is_refused_and_changes_nothing(
    http: httpx.AsyncClient, callers: Callers
) -> None:
    before = dict(SHELF.cards)
    headers = {"authorization": f"Bearer {callers.token(Caller(permissions=frozenset({'points.adjust'})))}"}
    key = to_global_id("SampleCard", SHELF.first)
    given = f'{{idempotencyKey: "k", cardId: "{key}", points: 5}}'
    query = f"mutation {{ addPoints(input: {given}) {{ card {{ points }} }} }}"
    answer = await http.get("/graphql", params={"query": query}, headers=headers)
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    assert SHELF.cards == before


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
async def test_other_methods_are_not_allowed(http: httpx.AsyncClient, method: str) -> None:
    answer = await http.request(method, "/graphql", json={"query": "{ hello }"})
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, POST, OPTIONS")


@pytest.mark.parametrize("accept", ["text/plain", "application/json; charset=latin-1", "image/*"])
async def test_a_media_type_that_we_do_not_speak_is_406(ask: Ask, accept: str) -> None:
    assert (await ask("{ hello }", accept=accept)).status_code == 406


@pytest.mark.parametrize(
    ("accept", "spoken"),
    [
        ("*/*", "application/json"),
        ("application/json;q=0.5, application/graphql-response+json", "application/graphql-response+json"),
        ("application/graphql-response+json;q=0.2, application/json", "application/json"),
        ("application/graphql-response+json, application/json", "application/json"),
        ("text/html, application/graphql-response+json;charset=UTF-8", "application/graphql-response+json"),
    ],
)
async def test_the_preferred_media_type_is_spoken(ask: Ask, accept: str, spoken: str) -> None:
    answer = await ask("{ hello }", accept=accept)
    assert answer.headers["content-type"] == f"{spoken}; charset=utf-8"


@pytest.mark.parametrize("sent", ["text/plain", "application/json; charset=latin-1", "multipart/form-data"])
async def test_a_body_of_another_type_is_415(http: httpx.AsyncClient, sent: str) -> None:
    answer = await http.post("/graphql", content=b'{"query": "{ hello }"}', headers={"content-type": sent})
    assert answer.status_code == 415


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"7",
        b'"{ hello }"',
        b"[]",
        b'[{"query": "{ hello }"}]',
        b'{"query": null}',
        b'{"query": ""}',
        b'{"query": 7}',
        b'{"query": "{ hello }", "variables": "x"}',
        b'{"query": "{ hello }", "operationName": 7}',
        b'{"query": "{ hello }", "extensions": []}',
        b'{"query": "{ hello }"',
        b'{"query": "\xff\xfe"}',
        b'{"query": "\\ud800"}',
        b'{"query": "{ hello }", "variables": {"a": "\\u0000"}}',
        b'{"query": "{ hello(name: \\"\\\\u0000\\") }"}',
        b'{"query": "{ hello }", "variables": {"a": NaN}}',
    ],
)
@pytest.mark.parametrize("accept", ["application/json", "application/graphql-response+json"])
async def test_a_malformed_body_is_400(http: httpx.AsyncClient, body: bytes, accept: str) -> None:
    answer = await http.post("/graphql", content=body, headers={**MODERN, "accept": accept})
    if accept == "application/graphql-response+json" or b"name:" not in body:
        assert answer.status_code == 400
    assert answer.json()["errors"]
    assert "data" not in answer.json()


@pytest.mark.parametrize(
    ("query", "variables", "expected"),
    [
        ("{", None, "BAD_REQUEST"),
        ("{ nonsense }", None, "BAD_REQUEST"),
        ("{ card(id: 7.5) { id } }", None, "BAD_REQUEST"),
        ('{ card(id: "garbage") { id } }', None, "BAD_ID"),
        ('{ card(id: "U2FtcGxlQ2FyZDp4") { id } }', None, "BAD_ID"),
        ("query($id: ID) { card(id: $id) { id } }", {"id": "'; DROP TABLE card; --"}, "BAD_ID"),
        ("query($id: ID) { card(id: $id) { id } }", {"id": {"a": 1}}, "BAD_REQUEST"),
        ('{ cards(after: "garbage") { nodes { id } } }', None, "BAD_CURSOR"),
        ('{ cards(after: "WzFd\\u00e9") { nodes { id } } }', None, "BAD_CURSOR"),
        ("{ cards(first: 0) { nodes { id } } }", None, "BAD_PAGE_SIZE"),
        ("{ cards(first: -1) { nodes { id } } }", None, "BAD_PAGE_SIZE"),
        ("{ cards(first: 101) { nodes { id } } }", None, "BAD_PAGE_SIZE"),
        ("{ cards(first: 99999999999) { nodes { id } } }", None, "BAD_REQUEST"),
        ("query($n: Int) { cards(first: $n) { nodes { id } } }", {"n": 10**30}, "BAD_REQUEST"),
    ],
)
async def test_a_query_that_can_never_be_right_is_400_with_its_code(
    ask: Ask, query: str, variables: dict[str, Any] | None, expected: str
) -> None:
    answer = await ask(query, variables)
    assert (answer.status_code, code(answer)) == (400, expected)
    assert "data" not in answer.json()


async def test_an_id_of_another_type_is_refused_with_its_argument(ask: Ask) -> None:
    answer = await ask(f'{{ card(id: "{to_global_id("Store", new_id())}") {{ id }} }}')
    error = answer.json()["errors"][0]
    assert (answer.status_code, error["extensions"]) == (400, {"code": "BAD_ID", "argument": ["id"]})


async def test_one_of_several_operations_is_chosen_by_name_only(ask: Ask) -> None:
    document = "query A { hello } query B { whoami }"
    assert (await ask(document, name="B")).json() == {"data": {"whoami": "anonymous"}}
    for name in (None, "C"):
        answer = await ask(document, name=name)
        assert (answer.status_code, code(answer)) == (400, "BAD_REQUEST")
    unnamed = await ask("{ hello } { whoami }")
    assert unnamed.status_code == 400


async def test_a_bad_token_is_401_before_anything_runs(http: httpx.AsyncClient) -> None:
    for header in ("Bearer stolen", "Basic abc", "Bearer " + "x" * 5000):
        answer = await http.post("/graphql", json={"query": "{ hello }"}, headers={"authorization": header})
        assert (answer.status_code, code(answer)) == (401, "UNAUTHENTICATED")
        assert answer.headers["www-authenticate"] == 'Bearer error="invalid_token"'
        assert "data" not in answer.json()


async def test_a_failure_is_masked_with_a_reference(ask: Ask) -> None:
    for query, data in (
        ("{ card { name broken } }", {"card": {"name": "Card 0", "broken": None}}),
        ("{ fragile }", None),
    ):
        answer = await ask(query)
        error = answer.json()["errors"][0]
        assert (answer.status_code, answer.json()["data"]) == (200, data)
        assert error["extensions"]["code"] == "INTERNAL"
        assert error["extensions"]["reference"] in error["message"]
        assert "hunter2" not in answer.text


async def test_a_refusal_of_a_mutation_is_data(ask: Ask) -> None:
    caller = Caller(permissions=frozenset({"points.adjust"}))
    before = dict(SHELF.cards)
    unknown = {"idempotencyKey": "a", "cardId": to_global_id("SampleCard", new_id()), "points": 5}
    answer = (await ask(ADD, {"input": unknown}, caller=caller)).json()
    assert answer["data"]["addPoints"] == {
        "card": None,
        "errors": [
            {
                "code": "NOT_FOUND",
                "message": "There is no such card.",
                "path": ["cardId"],
                "params": {"secondsLeft": 3},
            }
        ],
    }
    assert SHELF.cards == before


async def test_a_mutation_without_its_permission_is_refused_and_changes_nothing(ask: Ask) -> None:
    before = dict(SHELF.cards)
    given = {"input": {"idempotencyKey": "a", "cardId": to_global_id("SampleCard", SHELF.first), "points": 5}}
    for caller, expected in ((None, "UNAUTHENTICATED"), (Caller(), "FORBIDDEN")):
        answer = await ask(ADD, given, caller=caller)
        assert (answer.json()["data"], code(answer)) == (None, expected)
    assert SHELF.cards == before


async def test_a_large_answer_is_compressed_where_it_is_wanted(site: str) -> None:
    async with httpx.AsyncClient(base_url=site) as client:
        query = {"query": "{ cards(first: 100) { nodes { id name madeAt } } }"}
        async with client.stream(
            "POST", "/graphql", json=query, headers={"accept-encoding": "gzip"}
        ) as answer:
            raw = b"".join([chunk async for chunk in answer.aiter_raw()])
        assert answer.headers["content-encoding"] == "gzip"
        assert len(orjson.loads(gzip.decompress(raw))["data"]["cards"]["nodes"]) == 100
        plain = await client.post("/graphql", json=query, headers={"accept-encoding": "identity"})
        assert "content-encoding" not in plain.headers


async def test_a_browser_is_shown_the_documentation(http: httpx.AsyncClient) -> None:
    answer = await http.get("/graphql", headers={"accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/docs")


async def test_five_megabytes_are_refused_unread(site: str, http: httpx.AsyncClient) -> None:
    """Announced: refused by the length alone. Not announced: refused at the limit."""
    address = urlsplit(site)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    head = f"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {5 * 2**20}\r\n\r\n"
    writer.write(head.encode())
    status = (await reader.readline()).decode()
    writer.close()
    await writer.wait_closed()
    assert status == "HTTP/1.1 413 Request Entity Too Large\r\n" or status.startswith("HTTP/1.1 413")

    async def chunks() -> Any:
        for _ in range(80):
            yield b" " * 65_536

    answer = await http.post("/graphql", content=chunks(), headers=MODERN)
    assert answer.status_code == 413
    whole = await http.post("/graphql", content=b" " * (5 * 2**20), headers=MODERN)
    assert whole.status_code == 413
    assert (await http.post("/graphql", json={"query": "{ hello }"})).json() == {
        "data": {"hello": "Hello you"}
    }
