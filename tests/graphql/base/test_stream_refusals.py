"""The event stream's door refuses what the plain door refuses, before anything runs."""

from typing import Any

import httpx
import pytest

from api.core.ids import to_global_id
from api.graphql.base import engine
from tests.graphql.base.conftest import Ask
from tests.graphql.base.sample import SHELF, Caller, Callers

pytestmark = [pytest.mark.integration, pytest.mark.security]

STREAM = "/graphql/stream"
EVENTS = {"accept": "text/event-stream"}


async def test_a_mutation_by_get_changes_nothing(http: httpx.AsyncClient, callers: Callers) -> None:
    """Given a caller who may add points, when a mutation comes by GET, as a link could send it, then it is refused."""
    before = dict(SHELF.cards)
    bearer = f"Bearer {callers.token(Caller(permissions=frozenset({'points.adjust'})))}"
    given = f'{{idempotencyKey: "k", cardId: "{to_global_id("SampleCard", SHELF.first)}", points: 5}}'
    query = f"mutation {{ addPoints(input: {given}) {{ card {{ points }} }} }}"
    answer = await http.get(STREAM, params={"query": query}, headers=EVENTS | {"authorization": bearer})
    assert answer.status_code == 405
    assert SHELF.cards == before


@pytest.mark.parametrize(
    ("method", "sent", "status"),
    [
        ("PUT", {"json": {"query": "{ hello }"}}, 405),
        ("POST", {"json": {"query": "{ hello }"}, "headers": {"accept": "application/json"}}, 406),
        ("POST", {"content": b"{", "headers": {"content-type": "application/json"}}, 400),
        ("POST", {"json": {"query": "{ hello }"}, "headers": {"authorization": "Bearer forged"}}, 401),
    ],
)
async def test_what_is_no_stream_is_answered_as_plain_json(
    http: httpx.AsyncClient, method: str, sent: dict[str, Any], status: int
) -> None:
    """Given another method, media type, a broken body or a forged token, then the status says so."""
    answer = await http.request(method, STREAM, **(sent | {"headers": EVENTS | sent.get("headers", {})}))
    assert (answer.status_code, answer.headers["content-type"].split(";")[0]) == (status, "application/json")
    assert answer.json()["errors"]


async def test_an_operation_that_takes_too_long_is_ended(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given a limit of time, when a field takes longer, then the caller is told and has no data."""
    monkeypatch.setattr(engine, "EXECUTION_SECONDS", 0.01)
    answer = await ask("{ slow(seconds: 30) }")
    assert answer.status_code == 504
    (error,) = answer.json()["errors"]
    assert error["message"].startswith("The operation took too long and was ended.")
    assert error["extensions"] == {"code": "TIMEOUT"}
