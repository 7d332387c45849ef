"""Every scalar's form in SQL writes what the executor serialises, value by value, over thousands of values."""

import json
import math
import struct
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from random import Random
from typing import Any
from uuid import UUID

import orjson
import pytest
from graphql import GraphQLEnumType, GraphQLList, GraphQLNonNull, GraphQLScalarType

from api.core import db
from api.core.ids import to_global_id
from api.core.money import MAX_SAFE
from api.core.reads import reads
from api.graphql.base.inner import core_schema
from api.graphql.base.plan.catalog import catalog
from api.graphql.base.plan.cursors import Order
from api.graphql.base.plan.scalars import FORMS, form, global_id
from api.graphql.schema import schema
from tests.graphql.equality import spelled
from tests.graphql.plan.texts import NASTY, NASTY_JSON

pytestmark = [pytest.mark.integration, pytest.mark.usefixtures("db")]

COUNT = 4_000
PER_TEXT = 400
GIVEN = "unnest($1::{}[]) WITH ORDINALITY AS given (value, nr) ORDER BY nr"
SURROGATES = range(0xD800, 0xE000)
CHANCE = Random(11)


def texts() -> list[str]:
    """Every character that PostgreSQL keeps, and texts in which neighbours matter."""
    characters = [chr(code) for code in range(1, 0x110000) if code not in SURROGATES]
    runs = ["".join(characters[at : at + PER_TEXT]) for at in range(0, len(characters), PER_TEXT)]
    mixed = ["".join(CHANCE.choices([*characters[:200], "\\", '"', "/", "😀"], k=30)) for _ in range(COUNT)]
    return [*NASTY, *runs, *mixed]


def moments() -> list[datetime]:
    """From the first year to the last, with fractions of every length."""
    first, last = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
    seconds = [CHANCE.randrange(int((last - first).total_seconds())) for _ in range(COUNT)]
    fractions = [
        int(f"{CHANCE.randrange(10**digits)}".ljust(6, "0")[:6]) for digits in range(1, 7) for _ in range(99)
    ]
    return [
        datetime(1, 1, 1, 0, 0, 0, 1, UTC),
        last,
        datetime(1900, 2, 28, 12, tzinfo=UTC),
        *(
            first + timedelta(seconds=each, microseconds=fractions[at % len(fractions)] if at % 3 else 0)
            for at, each in enumerate(seconds)
        ),
    ]


def days() -> list[date]:
    """Any day of the calendar but its first and last, by which the driver means infinity."""
    some = [date.fromordinal(CHANCE.randrange(2, date.max.toordinal())) for _ in range(COUNT)]
    return [date(1, 1, 2), date(9999, 12, 30), date(2000, 2, 29), *some]


def floats() -> list[float]:
    """Any double, and the quotients that our columns make."""
    bits = [struct.unpack("<d", CHANCE.randbytes(8))[0] for _ in range(COUNT)]
    made = [
        CHANCE.randrange(10**12) / divisor for divisor in (1_000, 10_000, 1_000_000) for _ in range(COUNT)
    ]
    return [0.0, -0.0, 5e-324, 1.7976931348623157e308, 1e22, 1e16, *filter(math.isfinite, bits), *made]


def whole(limit: int) -> Callable[[], list[int]]:
    """Whole numbers of every size up to the limit."""

    def values() -> list[int]:
        sizes = [CHANCE.randrange(2 ** CHANCE.randrange(1, limit.bit_length() + 1)) for _ in range(COUNT)]
        return [0, limit, -limit, *(min(each, limit) * CHANCE.choice((1, -1)) for each in sizes)]

    return values


def trees() -> list[object]:
    """JSON of every kind; whole numbers beyond what a double holds exactly are left to doubles by every client."""
    return [*NASTY_JSON, *(_tree(4) for _ in range(COUNT))]


def _tree(depth: int) -> object:
    kind = CHANCE.randrange(7 if depth else 5)
    match kind:
        case 0:
            return CHANCE.choice(NASTY[:-1])
        case 1:
            return CHANCE.randrange(-MAX_SAFE, MAX_SAFE)
        case 2:
            return CHANCE.uniform(-1e9, 1e9)
        case 3 | 4:
            return CHANCE.choice((None, True, False))
        case 5:
            return [_tree(depth - 1) for _ in range(CHANCE.randrange(4))]
    return {
        CHANCE.choice(NASTY[:-1]) + str(number): _tree(depth - 1) for number in range(CHANCE.randrange(4))
    }


BIG = 2**31 - 1
VALUES: dict[str, tuple[str, Callable[[], Sequence[object]]]] = {
    "String": ("text", texts),
    "ID": ("text", lambda: texts()[: len(NASTY)]),
    "PhoneNumber": ("text", lambda: [f"+{CHANCE.randrange(10**6, 10**15)}" for _ in range(COUNT)]),
    "Int": ("int8", whole(BIG)),
    "Points": ("int8", whole(MAX_SAFE)),
    "Float": ("float8", floats),
    "Boolean": ("bool", lambda: [True, False]),
    "DateTime": ("timestamptz", moments),
    "Date": ("date", days),
    "JSON": ("jsonb", trees),
}


async def written(
    kind: str, form_of: Callable[[str], str | None], values: Sequence[object]
) -> list[str | None]:
    """What the form writes of each value, in their order."""
    sql = f"SELECT {form_of('given.value')} AS text FROM {GIVEN.format(kind)}"
    return [row["text"] for row in await reads.fetch(sql, list(values))]


def test_every_form_has_values() -> None:
    assert FORMS.keys() == VALUES.keys()


@pytest.mark.parametrize("has_sql_json", [True, False], ids=["as here", "before PostgreSQL 17"])
@pytest.mark.parametrize("name", VALUES)
async def test_a_scalar_is_written_as_it_is_serialised(
    name: str, has_sql_json: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    await catalog.load()
    monkeypatch.setattr(catalog, "has_sql_json", catalog.has_sql_json and has_sql_json)
    kind = core_schema(schema()).type_map[name]
    assert isinstance(kind, GraphQLScalarType)
    sql_type, make = VALUES[name]
    values = list(make())
    given = [orjson.dumps(value).decode() for value in values] if name == "JSON" else values
    found = await written(sql_type, FORMS[name], [*given, None])
    assert found.pop() is None
    for value, text in zip(values, found, strict=True):
        assert text is not None
        assert _sorted(text) == _sorted(orjson.dumps(kind.serialize(value))), (value, text)


def _sorted(text: str | bytes) -> str:
    """In one spelling, keys in alphabetical order: PostgreSQL keeps them in one of its own."""
    return json.dumps(json.loads(spelled(text)), sort_keys=True)


async def test_json_has_one_order_of_keys_in_both_halves() -> None:
    values = [orjson.dumps(each).decode() for each in trees()]
    found = await written("jsonb", FORMS["JSON"], values)
    rows = await reads.fetch(f"SELECT value FROM {GIVEN.format('jsonb')}", values)
    for text, row in zip(found, rows, strict=True):
        assert spelled(text or "") == spelled(orjson.dumps(orjson.loads(row["value"])))


async def test_enums_and_lists_are_written_as_they_are_serialised() -> None:
    """Given every enum of the contract by the names of its columns, then its own names come out; lists likewise."""
    enums = [each for each in core_schema(schema()).type_map.values() if isinstance(each, GraphQLEnumType)]
    for kind in enums:
        if kind.name.startswith("__"):
            continue
        names = list(kind.values)
        found = await written("text", partial(form, kind), [name.lower() for name in names])
        assert [json.loads(text or "") for text in found] == names
        rows = await reads.fetch(
            f"SELECT {form(GraphQLNonNull(GraphQLList(kind)), '$1::text[]')} AS text",
            [name.lower() for name in names],
        )
        assert json.loads(rows[0]["text"]) == names
    strings = GraphQLNonNull(GraphQLList(core_schema(schema()).type_map["String"]))
    for values in ([], list(NASTY), texts()[-50:]):
        text = await reads.fetchval(f"SELECT {form(strings, '$1::text[]')}", values)
        assert json.loads(text) == values


async def test_ids_are_written_as_python_writes_them() -> None:
    """Also those so long that PostgreSQL would break the line."""
    keys = [UUID(int=CHANCE.getrandbits(128)) for _ in range(COUNT)]
    for type_name in ("Card", "PurchaseReturn", "A" * 60):
        found = await written("uuid", partial(global_id, type_name), keys)
        assert [json.loads(text or "") for text in found] == [to_global_id(type_name, key) for key in keys]
    row = await db.fetchval(
        "SELECT read.opaque_ids('Store', $1::jsonb)", orjson.dumps([str(key) for key in keys[:50]]).decode()
    )
    assert row == [to_global_id("Store", key) for key in sorted(keys[:50])]


CURSORS: dict[str, tuple[str, Callable[[], Sequence[Any]]]] = {
    "timestamp with time zone": ("timestamptz", moments),
    "bigint": ("int8", whole(2**63 - 1)),
    "integer": ("int4", whole(BIG)),
    "uuid": ("uuid", lambda: [UUID(int=CHANCE.getrandbits(128)) for _ in range(COUNT)]),
    "character varying": ("text", lambda: [text for text in texts() if len(text) < PER_TEXT // 4]),
}


@pytest.mark.parametrize("name", CURSORS)
async def test_a_cursor_gives_back_what_was_put_into_it(name: str) -> None:
    """Given an order with and without a tag, when SQL writes the cursor of a value, then Python reads that value."""
    kind, make = CURSORS[name]
    values = list(make())
    for order in (Order(("value", "nr"), False), Order(("value", "nr"), True, "spent")):
        found = await written(kind, partial(_cursor, order), values)
        read = [order.decoded(text or "", [name, "bigint"]) for text in found]
        assert read == list(zip(values, range(1, len(values) + 1), strict=True))


def _cursor(order: Order, _: str) -> str:
    return order.cursor("given")
