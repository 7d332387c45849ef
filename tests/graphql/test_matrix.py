"""Every root field, for every role, with another tenant's ids: nobody sees or changes what is not theirs.

The operations are written from the schema, so that a new field is in the matrix the moment it exists. Each reference of
an operation is another tenant's once while the others are the caller's own, and once all of them are.
"""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

import orjson
import pytest
import pytest_asyncio
from graphql import GraphQLField, GraphQLObjectType

from api.core.settings import get_settings
from api.erp.ports import source_reader, use_source_reader
from api.graphql.base.access import Guard, guard_of
from api.graphql.base.documents import RequestRefused
from api.graphql.base.engine import Answer, Engine
from api.graphql.base.inner import core_schema
from api.graphql.base.viewer import Viewer
from api.graphql.schema import schema
from tests.erp.fakes import FakeReader
from tests.graphql.equality import without_moments
from tests.graphql.making import make_world
from tests.graphql.operations import Slot, Writer
from tests.graphql.worlds import ID_OF, TYPE_OF, World, ask, make_callers, snapshot

pytestmark = [pytest.mark.integration, pytest.mark.security, pytest.mark.timeout(300)]

# What may happen to another tenant, each with its reason.
OPEN_TO_ALL = {
    "joinProgram": "anyone may become a member of any program",
    "requestSignInCode": "a code goes to the phone itself, whoever asks",
}


@dataclass(frozen=True, slots=True)
class Matrix:
    """Two worlds, a third for what anyone may do to any, the callers of one, and what writes operations.

    `engine` executes field by field; `planned` answers queries by one statement where it can.
    """

    engine: Engine
    planned: Engine
    writer: Writer
    mine: World
    theirs: World
    open: World
    callers: dict[str, Viewer]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def matrix(_connected: None) -> AsyncIterator[Matrix]:
    """Made once for all tests of this file."""
    settings = get_settings()
    was, settings.rate_limits_enabled = settings.rate_limits_enabled, False
    reader = source_reader()
    use_source_reader(FakeReader())  # nobody's machine is asked
    engine = Engine(schema(), settings.model_copy(update={"read_plans": False}))
    planned = Engine(schema(), settings)
    mine, theirs, third = [await make_world(engine) for _ in range(3)]
    yield Matrix(
        engine, planned, Writer(core_schema(schema())), mine, theirs, third, await make_callers(mine)
    )
    settings.rate_limits_enabled = was
    use_source_reader(reader)


def fields() -> list[str]:
    """Every root field as `query customers`."""
    return [f"{kind} {name}" for kind, name, _ in Writer(core_schema(schema())).roots()]


def choices(slots: list[Slot]) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    """(references that are written, references that are theirs): each alone, all required ones, all of them."""
    required = frozenset(slot.path for slot in slots if slot.is_required)
    for slot in slots:
        yield required | {slot.path}, frozenset({slot.path})
    yield required, required
    yield frozenset(slot.path for slot in slots), frozenset(slot.path for slot in slots)


def guard(field: GraphQLField) -> Guard:
    """The guard that the schema declares."""
    found = guard_of(field.extensions["strawberry-definition"].directives)
    assert found is not None
    return found


async def outcome(matrix: Matrix, viewer: Viewer, query: str, variables: Any) -> Answer:
    """The answer; a query is asked both ways, which must not differ."""
    executed = await _asked(matrix.engine, viewer, query, variables)
    if query.startswith("query"):
        await _asked(matrix.planned, viewer, query, variables)  # a document is planned when it comes again
        planned = await _asked(matrix.planned, viewer, query, variables)
        assert without_moments(planned) == without_moments(executed), planned.how
    return executed


async def _asked(engine: Engine, viewer: Viewer, query: str, variables: Any) -> Answer:
    try:
        return await ask(engine, viewer, query, variables)
    except RequestRefused as refused:
        return Answer(None, refused.errors, has_data=False)


def cell(answer: Answer) -> str:
    """One word for an answer."""
    codes = [str((error.extensions or {}).get("code")) for error in answer.errors]
    value = next(iter((answer.data or {}).values()), None)
    if isinstance(value, dict) and value.get("errors"):
        codes += [each["code"] for each in value["errors"]]
    if codes:
        return codes[0].lower()
    return "null" if value is None else "own"


def leaked(answer: Answer, theirs: World, sent: Any) -> set[str]:
    """Their markers in an answer, except those that the caller has just sent."""
    out = orjson.dumps(answer.body(), default=str).decode()
    given = orjson.dumps(sent).decode()
    return {marker for marker in theirs.markers() if marker in out and marker not in given}


@pytest.mark.parametrize("which", fields())
async def test_nobody_reaches_into_another_tenant(matrix: Matrix, which: str, record_property: Any) -> None:
    kind, name = which.split(" ")
    field = next(each for found, known, each in matrix.writer.roots() if (found, known) == (kind, name))
    slots = matrix.writer.slots(name, field)
    foreigners = matrix.open if name in OPEN_TO_ALL else matrix.theirs
    row: dict[str, list[str]] = {}
    before = await snapshot(matrix.theirs)
    for role, viewer in matrix.callers.items():
        seen = set()
        for written, foreign in choices(slots) if slots else [(frozenset[str](), frozenset[str]())]:

            def refer(path: str, what: str, foreign: frozenset[str] = foreign) -> Any:
                return (foreigners if path in foreign else matrix.mine).refer(what)

            query, variables = matrix.writer.write(kind, name, field, written, refer)
            answer = await outcome(matrix, viewer, query, variables)
            word = cell(answer)
            seen.add(word)
            assert word != "internal", (role, query, variables, answer.errors)
            assert not leaked(answer, matrix.theirs, variables), (role, query, answer.body())
            if not guard(field).admits(viewer):
                assert word in ("unauthenticated", "forbidden", "bad_request"), (role, word, query)
                assert not any((answer.data or {}).values())
        row[role] = sorted(seen)
        after = await snapshot(matrix.theirs)
        changed = {table for table in after if after[table] != before.get(table)}
        assert not changed, (role, name, changed)
    record_property("matrix", (which, row))


async def test_what_belongs_to_them_is_noticed_when_it_is_seen_or_changed(matrix: Matrix) -> None:
    """The owner of the third world does what others must not: leak and fingerprint both tell."""
    world = matrix.open
    asked = {"id": world.ids["Customer"]}
    seen = await outcome(
        matrix, world.owner, "query($id: ID!) { customer(id: $id) { name notes { text } } }", asked
    )
    assert world.secret in leaked(seen, world, asked)
    before = await snapshot(world)
    change = """mutation($i: AddNoteInput!) { addNote(input: $i) { errors { code } } }"""
    noted = {"i": {"customerId": world.ids["Customer"], "text": "hello"}}
    assert cell(await outcome(matrix, world.owner, change, noted)) == "own"
    after = await snapshot(world)
    assert "note" in {table for table in after if after[table] != before.get(table)}


async def test_every_type_with_an_id_is_asked_for_by_node(matrix: Matrix) -> None:
    """`node(id:)` gives another tenant's object to nobody, whatever its type; and the worlds hold one of each type."""
    core = core_schema(schema())
    names = {kind.name for kind in core.get_possible_types(core.get_type("Node"))}  # type: ignore[arg-type] # an interface
    assert names <= set(ID_OF)
    query = "query($id: ID!) { node(id: $id) { __typename id } }"
    for role, viewer in matrix.callers.items():
        for name in sorted(names):
            answer = await outcome(matrix, viewer, query, {"id": matrix.theirs.ids[name]})
            if name.startswith("Public"):
                continue
            assert not (answer.data or {}).get("node"), (role, name, answer.body())


def test_every_reference_of_the_schema_is_known() -> None:
    """A new input that names a thing must be told to the worlds, or the matrix would have a hole."""
    writer = Writer(core_schema(schema()))
    unknown = {
        slot.name
        for _, name, field in writer.roots()
        for slot in writer.slots(name, field)
        if slot.name.endswith(("Id", "Ids", ".id")) and slot.name not in TYPE_OF and slot.name != "node.id"
    }
    assert unknown == set()


def test_every_root_field_declares_who_may_use_it() -> None:
    for _, name, field in Writer(core_schema(schema())).roots():
        assert guard(field).alternatives, name


def test_types_are_guarded_where_their_fields_tell_secrets() -> None:
    """Fields whose name alone says that not everyone may see them carry a permission of their own."""
    core = core_schema(schema())
    business = core.get_type("Business")
    assert isinstance(business, GraphQLObjectType)
    for name in ("staff", "roles", "invitations", "apiKeys"):
        directives = business.fields[name].extensions["strawberry-definition"].directives
        assert guard_of(directives) is not None, name
