"""Pages of a few, one after the other, are the whole list: nothing twice, nothing left out, whoever answers."""

from typing import Any

import orjson
import pytest

from api.graphql.base.engine import Engine
from tests.graphql.plan.comparing import answer
from tests.graphql.plan.conftest import Bench
from tests.graphql.plan.generator import Operation, Turn

pytestmark = pytest.mark.integration

SIZE, LARGEST = 2, 100
LISTS = {
    "auditLog": "neighbour",
    "products": "owner",
    "purchases": "owner",
    "transactions": "owner",
    "customers(sort: NEWEST)": "owner",
    "customers(sort: NAME)": "neighbour",
    "customers(sort: LAST_VISIT)": "owner",
    "customers(sort: SPENT)": "partner",
    "activity": "several",
}


def text_of(field: str) -> str:
    """The document that asks for pages of that list."""
    name, _, rest = field.partition("(")
    page = f"list: {name}(first: $first, after: $after{', ' + rest if rest else ')'}"
    selection = "{ totalCount nodes { id } edges { cursor node { id } } pageInfo { hasNextPage endCursor } }"
    inner = f"{page} {selection}"
    inner = f"viewer {{ person {{ {inner} }} }}" if name == "activity" else inner
    return f"query Pages($first: Int, $after: String) {{ {inner} }}"


async def page(bench: Bench, engine: Engine, field: str, first: int, after: str | None) -> tuple[str, Any]:
    """What answered, and the page."""
    turn = Turn(LISTS[field], {"first": first, "after": after})
    operation = Operation(text_of(field), None, (turn,))
    found = await answer(engine, bench.town.viewers[turn.viewer], operation, turn)
    assert not found.errors, found.errors
    data = orjson.loads(orjson.dumps(found.data))
    return found.how, data["list"] if "list" in data else data["viewer"]["person"]["list"]


async def pages(bench: Bench, engine: Engine, field: str, size: int) -> tuple[str, list[str], list[int]]:
    """What answered last, the ids of all pages of that size one after the other, and what each said of the total."""
    ids: list[str] = []
    totals: list[int] = []
    after, more, how = None, True, ""
    while more:
        how, part = await page(bench, engine, field, size, after)
        found = [edge["node"]["id"] for edge in part["edges"]]
        assert found == [node["id"] for node in part["nodes"]]
        ids += found
        totals.append(part["totalCount"])
        more, after = part["pageInfo"]["hasNextPage"], part["pageInfo"]["endCursor"]
        assert len(ids) <= part["totalCount"]
    return how, ids, totals


@pytest.mark.parametrize("field", LISTS)
@pytest.mark.parametrize("half", ["executed", "planned"])
async def test_pages_together_are_the_whole_list(bench: Bench, field: str, half: str) -> None:
    engine = getattr(bench.comparer, half)
    _, whole, _ = await pages(bench, engine, field, LARGEST)
    assert len(whole) > SIZE
    how, seen, totals = await pages(bench, engine, field, SIZE)
    assert seen == whole
    assert set(totals) == {len(whole)}
    assert how == ("plan" if half == "planned" else "executor: plans are off")
