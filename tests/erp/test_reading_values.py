"""What cells hold, and what hostile names can do: nothing."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest

from api.erp.types import (
    Comparison,
    Join,
    Position,
    Problem,
    SourceFailed,
    SourceKind,
    StreamKind,
    StreamSpec,
    Where,
)
from api.integrations.sql_erp import SqlSources
from tests.erp.shops import BILLS, BY_KEY, YEAR, Shop, at

pytestmark = pytest.mark.integration

BROKEN_NAME = "Asha\r\n “O'Brien” \\ %s {x} 😀 अ"
HOSTILE = (
    'x" FROM branches; DROP TABLE branches; --',
    "x] FROM branches; DROP TABLE branches; --",
    "x` FROM branches; DROP TABLE branches; --",
    "x'; DROP TABLE branches; --",
    "%(param_1)s",
    "%s",
    ":c0",
    "",
    "\0",
    "t.t.t",
)
# MariaDB says of a database that the login does not know that it has no right to it
NOT_FOUND = {
    Problem.TABLE_UNKNOWN,
    Problem.COLUMN_UNKNOWN,
    Problem.RIGHTS_MISSING,
    Problem.UNEXPECTED,
}


async def test_times_are_naive_and_amounts_exact(reader: SqlSources, shop: Shop) -> None:
    """Given a bill of 12,345,678.05 keyed at a quarter past ten, when it is read, then both are exactly so."""
    shop.add(1, at("2026-02-01 10:15:30"), amount=Decimal("12345678.05"))
    ((_, day, keyed, amount, *_),) = (await reader.page(shop.source, BILLS, YEAR, None, limit=5)).rows
    assert Decimal(str(amount)) == Decimal("12345678.05")
    if shop.kind is SourceKind.SQLITE:
        assert keyed == "2026-02-01 10:15:30"
        return
    assert isinstance(amount, Decimal)
    assert isinstance(keyed, datetime)
    assert (keyed, keyed.tzinfo, day) == (at("2026-02-01 10:15:30"), None, at("2026-02-01"))


async def test_texts_come_as_they_are(reader: SqlSources, shop: Shop) -> None:
    """Given a name with line breaks, quotes, signs and an emoji, when it is read, then not a letter is different."""
    shop.add(1, at("2026-02-01 10:00"), name=BROKEN_NAME)
    page = await reader.page(shop.source, BILLS, YEAR, None, limit=5)
    assert page.rows[0][4] == BROKEN_NAME
    spec = replace(BILLS, where=(Where("t.name", Comparison.IS, (BROKEN_NAME,)),))
    assert await reader.count(shop.source, spec, YEAR) == 1


async def test_missing_values_are_none(reader: SqlSources, shop: Shop) -> None:
    """Given a bill of which nothing is known but its code, when it is read, then every other cell is None."""
    shop.add(1, None, amount=None, name=None, branch=None, gone=None)
    page = await reader.page(shop.source, BILLS, YEAR, None, limit=5)
    code, day, *rest = page.rows[0]
    assert (code, rest) == (1, [None] * 6)
    assert day is not None


@pytest.mark.parametrize("name", HOSTILE)
async def test_hostile_names_are_only_names(reader: SqlSources, shop: Shop, name: str) -> None:
    """Given names of tables, columns and aliases that would break out, when they are read, then nothing is found."""
    for hostile in (
        replace(BY_KEY, table=name),
        replace(BY_KEY, columns=(*BY_KEY.columns, ("more", f"t.{name}"))),
        replace(BY_KEY, joins=(Join(name, "b", "t.branch", "b.code"),)),
        replace(BY_KEY, joins=(Join("branches", "b", "t.branch", f"b.{name}"),)),
        replace(BY_KEY, where=(Where(f"t.{name}", Comparison.IS, ("x",)),)),
        replace(BY_KEY, columns=(*BY_KEY.columns, ("more", f"{name}.code"))),
        replace(BY_KEY, key=(name,)),
        replace(BILLS, cursor_column=name),
    ):
        with pytest.raises(SourceFailed) as refused:
            await reader.page(shop.source, hostile, YEAR, None, limit=5)
        assert refused.value.problem in NOT_FOUND
    assert await reader.count(shop.source, replace(BILLS, where=()), YEAR) == 0
    assert await reader.years(shop.source, replace(BILLS, table="branches")) == [""]


@pytest.mark.parametrize("name", HOSTILE[:7])
async def test_a_strange_alias_is_only_an_alias(reader: SqlSources, shop: Shop, name: str) -> None:
    """Given an alias that would break out, when the stream is read, then it serves as an alias or is refused."""
    alias = name.replace(".", "")
    spec = replace(
        BY_KEY,
        columns=(("code", "t.code"), ("title", f"{alias}.title")),
        joins=(Join("branches", alias, "t.branch", f"{alias}.code"),),
        where=(),
        day=None,
        branch=None,
        amount=None,
    )
    shop.add(1, at("2026-02-01 10:00"))
    if "%(" in name:  # a driver would take it for a parameter
        with pytest.raises(SourceFailed) as refused:
            await reader.page(shop.source, spec, YEAR, None, limit=5)
        assert refused.value.problem is Problem.COLUMN_UNKNOWN
        return
    page = await reader.page(shop.source, spec, YEAR, None, limit=5)
    assert list(page.rows) == [(1, "Karol Bagh")]


async def test_hostile_values_are_only_values(reader: SqlSources, shop: Shop) -> None:
    """Given values that would break out of a text, when rows are asked for by them, then none is found."""
    shop.add(1, at("2026-02-01 10:00"))
    for value in HOSTILE[:7]:
        spec = replace(BILLS, where=(Where("t.name", Comparison.IN, (value,)),))
        assert await reader.count(shop.source, spec, YEAR) == 0
        named = replace(BILLS, key=("name",))
        assert list((await reader.by_keys(shop.source, named, YEAR, [f"{YEAR}:{value}"])).rows) == []
        after = Position(at("2026-02-01 09:00"), (value,))
        assert len((await reader.page(shop.source, named, YEAR, after, limit=5)).rows) == 1
    assert await reader.years(shop.source, replace(BILLS, table="branches")) == [""]


async def test_names_with_spaces_and_signs_can_be_read(reader: SqlSources, shop: Shop) -> None:
    """Given a table and a column with blanks and percent signs, when they are read, then their rows come."""
    if shop.kind is SourceKind.MYSQL:
        shop.execute('CREATE TABLE "tabSales 5%" ("Disc %" INTEGER, name VARCHAR(20))')
    else:
        shop.execute('CREATE TABLE "tabSales 5%" ("Disc %" INTEGER, "name" VARCHAR(20))')
    shop.execute("INSERT INTO \"tabSales 5%\" VALUES (7, 'SINV-1')")
    columns = (("%s", "t.Disc %"), ("name", "t.name"))
    spec = StreamSpec(StreamKind.INVOICE, "tabSales 5%", columns, ("name",), cursor=BY_KEY.cursor)
    page = await reader.page(shop.source, spec, "", None, limit=5)
    assert (list(page.rows), list(page.keys)) == ([(7, "SINV-1")], ["SINV-1"])


@pytest.mark.parametrize(
    "spec",
    [
        replace(BY_KEY, key=()),
        replace(BY_KEY, joins=(*BY_KEY.joins, *BY_KEY.joins)),
        replace(BY_KEY, joins=(Join("branches", "t", "t.branch", "t.code"),)),
        replace(BILLS, cursor_column=None),
    ],
)
async def test_a_stream_that_makes_no_sense_is_refused(
    reader: SqlSources, shop: Shop, spec: StreamSpec
) -> None:
    """Given a stream without a key, or with two tables of one alias, when it is read, then it is refused."""
    with pytest.raises(SourceFailed) as refused:
        await reader.page(shop.source, spec, YEAR, None, limit=5)
    assert refused.value.problem is Problem.COLUMN_UNKNOWN


async def test_a_position_of_the_wrong_length_is_refused(reader: SqlSources, shop: Shop) -> None:
    """Given a position of another key, when a page is asked for, then it is refused before anything is sent."""
    with pytest.raises(SourceFailed) as refused:
        await reader.page(shop.source, BY_KEY, YEAR, Position(None, (1, 2)), limit=5)
    assert refused.value.problem is Problem.COLUMN_UNKNOWN
