"""docs/features.md tells what works: every line, place and test that it names exists."""

import pytest

from tests.docs import reading
from tests.docs.reading import Line

pytestmark = pytest.mark.unit

LINES = reading.served()


def test_the_page_is_read() -> None:
    assert len(LINES) > 100
    assert all(line.where and line.proof for line in LINES)


def test_every_requirement_is_one_that_was_asked_for() -> None:
    asked, told = reading.required_ids(), reading.told_ids()
    assert [id_ for id_ in told if asked.count(id_) != 1] == []


def test_no_requirement_is_told_twice() -> None:
    told = reading.told_ids()
    assert sorted(set(told)) == sorted(told)


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.id)
def test_what_proves_a_line_exists(line: Line) -> None:
    assert [name for name in line.proof if not reading.is_a_test(name)] == []


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.id)
def test_where_a_line_is_exists(line: Line) -> None:
    assert [name for name in line.where if not reading.is_there(name)] == []


@pytest.mark.parametrize(
    "name",
    [
        "regulars fly",
        "make coffee",
        "/till/moon",
        "/till/*rest",
        "NO_SUCH_SETTING",
        "Card.colourOfTheSky",
        "Moon.balance",
        "recordEverything",
        "docs/nothing.md",
    ],
)
def test_what_does_not_exist_is_noticed(name: str) -> None:
    assert not reading.is_there(name)


@pytest.mark.parametrize(
    "name",
    [
        "tests/docs/test_features.py::test_that_nobody_wrote",
        "tests/docs/test_features.py",
        "tests/docs/test_nothing.py::test_x",
        "pwa/tests/ui/amount.test.ts::words that no test says",
    ],
)
def test_a_test_that_does_not_exist_is_noticed(name: str) -> None:
    assert not reading.is_a_test(name)
