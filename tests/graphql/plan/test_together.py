"""Waiting requests of one plan: each gets its own value, whatever the others ask for."""

import asyncio

import pytest

from api.core.reads import ReadNotAllowed, ReadPool
from api.graphql.base.plan.together import MOST, UNDER_WAY, Statement, Together

pytestmark = [pytest.mark.integration, pytest.mark.usefixtures("db")]

ECHO = Statement("convert_to($1::text || '/' || coalesce($2::int8::text, 'null'), 'UTF8')", ("text", "int8"))
JOINED = Statement(
    "convert_to((SELECT string_agg($1::text, '') FROM generate_series(1, $2::int8)), 'UTF8')",
    ("text", "int8"),
)
"""Good for one; for many its sum would be one over all who ask, which PostgreSQL refuses."""
SHARE = Statement("convert_to((100 / $1::int8)::text, 'UTF8')", ("int8",))


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Statements that went to the database since."""
    seen: list[str] = []
    for name in ("fetch", "fetchval"):
        original = getattr(ReadPool, name)

        async def noting(self: ReadPool, sql: str, *args: object, original: object = original) -> object:
            seen.append(sql)
            return await original(self, sql, *args)  # type: ignore[operator]

        monkeypatch.setattr(ReadPool, name, noting)
    return seen


async def test_each_gets_its_own_and_few_statements_serve_many(asked: list[str]) -> None:
    together, many = Together(), 40
    values = [(f"it's {{{nr}}} \\ $1", None if nr % 7 == 0 else nr) for nr in range(many)]
    found = await asyncio.gather(*(together.value(ECHO, each) for each in values))
    assert [each.decode() for each in found if each] == [
        f"{text}/{'null' if number is None else number}" for text, number in values
    ]
    groups = -(-(many - UNDER_WAY) // MOST)
    assert len(asked) <= UNDER_WAY + groups + UNDER_WAY
    assert ECHO.many in asked


async def test_one_that_spoils_it_is_refused_alone() -> None:
    """Given a division by zero among many, when they are answered together, then all others have their answer."""
    together, dividers = Together(), [1, 2, 0, 4, 5, 0, 10, 20, 25, 50]
    found = await asyncio.gather(
        *(together.value(SHARE, (each,)) for each in dividers), return_exceptions=True
    )
    for divider, each in zip(dividers, found, strict=True):
        if divider == 0:
            assert isinstance(each, ReadNotAllowed)
        else:
            assert each == str(100 // divider).encode()


async def test_a_statement_that_fails_for_many_answers_each_alone() -> None:
    together = Together()
    found = await asyncio.gather(*(together.value(JOINED, (chr(97 + nr), nr + 1)) for nr in range(9)))
    assert found == [(chr(97 + nr) * (nr + 1)).encode() for nr in range(9)]


async def test_who_leaves_while_waiting_takes_nobody_along() -> None:
    together = Together()
    asking = [asyncio.ensure_future(together.value(ECHO, ("x", nr))) for nr in range(12)]
    await asyncio.sleep(0)
    asking[UNDER_WAY + 1].cancel()
    found = await asyncio.gather(*asking, return_exceptions=True)
    assert isinstance(found[UNDER_WAY + 1], asyncio.CancelledError)
    assert [each for nr, each in enumerate(found) if nr != UNDER_WAY + 1] == [
        f"x/{nr}".encode() for nr in range(12) if nr != UNDER_WAY + 1
    ]
    assert await together.value(ECHO, ("again", 1)) == b"again/1"


async def test_what_all_ask_alike_is_worked_out_once(asked: list[str]) -> None:
    """Given many who wait for one value, then one statement serves them; who comes later gets a fresh one."""
    together = Together()
    found = await asyncio.gather(*(together.shared(ECHO, ("card", 7), "push") for _ in range(50)))
    assert (set(found), len(asked)) == ({b"card/7"}, 1)
    assert await together.shared(ECHO, ("card", 7), "push") == b"card/7"
    assert len(asked) == 2


async def test_who_is_woken_later_gets_nothing_that_was_read_before(asked: list[str]) -> None:
    """Given a read that is under way for one push, when a second push asks alike, then it reads for itself."""
    together = Together()
    pushes = ("first", "second", "first", "second")
    found = await asyncio.gather(*(together.shared(ECHO, ("card", 7), push) for push in pushes))
    assert (set(found), len(asked)) == ({b"card/7"}, 2)


async def test_a_failure_is_everybodys_and_is_not_kept() -> None:
    together = Together()
    failed = await asyncio.gather(
        *(together.shared(SHARE, (0,), "push") for _ in range(5)), return_exceptions=True
    )
    assert [type(each) for each in failed] == [ReadNotAllowed] * 5
    assert await together.shared(SHARE, (4,), "push") == b"25"
