"""Ids and cursors that nobody was given: both halves refuse them alike, also right after the argument was null."""

import pytest

from tests.graphql.plan.comparing import FAILING_BESIDE_OTHERS
from tests.graphql.plan.conftest import Bench
from tests.graphql.plan.generator import Operation, Turn
from tests.graphql.plan.material import BAD_CURSORS, LISTS, MALFORMED

pytestmark = [
    pytest.mark.integration,
    pytest.mark.security,
    pytest.mark.filterwarnings(FAILING_BESIDE_OTHERS),
]

BY_ID = {
    "node": ("owner", "query($id: ID!) { node(id: $id) { id __typename } }"),
    "customer": ("owner", "query($id: ID!) { customer(id: $id) { id } }"),
    "card": ("several", "query($id: ID!) { card(id: $id) { id } }"),
    "purchases": ("owner", "query($id: ID) { purchases(storeId: $id, first: 2) { nodes { id } } }"),
    "customers": ("owner", "query($id: ID) { customers(filter: { tagId: $id }, first: 2) { totalCount } }"),
    "transactions": ("owner", "query($id: ID) { transactions(filter: { customerId: $id }) { __typename } }"),
    "consents": (
        "several",
        "query($id: ID) { viewer { person { cards { consents(businessId: $id) { place: channel } } } } }",
    ),
    "activity": ("several", "query($id: ID) { viewer { person { activity(cardId: $id) { totalCount } } } }"),
}


async def same(bench: Bench, viewer: str, text: str, name: str, values: tuple[str | None, ...]) -> set[str]:
    """Asks with null and then with each value; what answered."""
    turns = tuple(Turn(viewer, {name: value}) for value in (None, *values))
    operation = Operation(text, None, turns)
    hows = set()
    for comparer in (bench.comparer, bench.grouped):
        comparer.warm(operation)
    for turn in turns:
        expected = await bench.comparer.expected(operation, turn)
        for comparer in (bench.comparer, bench.grouped):
            found = await comparer.compare(operation, turn, expected)
            assert not found.difference, (turn, found.difference)
            hows.add(found.how)
    return hows


@pytest.mark.parametrize("field", BY_ID)
async def test_ids_that_nobody_was_given(bench: Bench, field: str) -> None:
    viewer, text = BY_ID[field]
    hows = await same(bench, viewer, text, "id", MALFORMED)
    assert "executor: refused: BAD_ID" in hows


@pytest.mark.parametrize("label", LISTS)
async def test_cursors_that_no_list_gave_out(bench: Bench, label: str) -> None:
    viewer = "several" if label.startswith(("Card", "Person")) else "owner"
    text = "query($after: String) " + (LISTS[label] % "{ nodes { id } }").replace(
        "first: 4", "after: $after"
    ).replace("first: 3", "after: $after")
    hows = await same(bench, viewer, text, "after", BAD_CURSORS)
    assert hows == {"plan", "executor: refused: BAD_CURSOR"}


@pytest.mark.parametrize(
    "text", ["viewer @skip(if: $on) { face }", "viewer { face @include(if: $on) user { id } }"]
)
async def test_a_switch_that_is_null(bench: Bench, text: str) -> None:
    """Given a switch with a default, when null is sent for it, then both halves say that it must not be."""
    operation = Operation(
        f"query($on: Boolean = true) {{ {text} }}",
        None,
        tuple(Turn("owner", each) for each in ({}, {"on": None})),
    )
    bench.comparer.warm(operation)
    hows = []
    for turn in operation.turns:
        expected = await bench.comparer.expected(operation, turn)
        found = await bench.comparer.compare(operation, turn, expected)
        assert not found.difference, found.difference
        hows.append(found.how)
    assert hows == ["plan", "executor: refused: arguments"]
