"""A statement of a known shape is put together from the text of the first and its own values."""

from datetime import UTC, datetime
from itertools import product

import pytest

from api.erp.rules.presets import PRESETS
from api.erp.types import CursorKind, Position, SourceKind, StreamSpec
from api.integrations.sql_erp.compiled import compiled
from api.integrations.sql_erp.engines import engine_of
from api.integrations.sql_erp.links import REMEMBERED_AT_MOST, remembered
from api.integrations.sql_erp.reading import shape_of
from api.integrations.sql_erp.statements import Statements

pytestmark = pytest.mark.unit

EARLY, LATE = datetime(2026, 4, 1, 9, 30, 12, 345_678), datetime(2027, 1, 2, 3, 4, 5, 6)  # noqa: DTZ001
POSITIONS = (
    (None, None),
    (Position(), Position(None, ())),
    (Position(EARLY), Position(LATE)),
    (Position(EARLY, (7,)), Position(LATE, (8_000,))),
    (Position(EARLY.replace(tzinfo=UTC), (7,)), Position(LATE.replace(tzinfo=UTC), (9,))),
)
SPECS = [
    stream.spec
    for preset in PRESETS.values()
    for stream in preset.streams
    if stream.spec.cursor is CursorKind.TIME_KEY and len(stream.spec.key) == 1
]


@pytest.mark.parametrize("kind", [kind for kind in SourceKind if kind is not SourceKind.CSV_FOLDER])
@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.table)
def test_it_is_what_compiling_it_anew_would_give(kind: SourceKind, spec: StreamSpec) -> None:
    """Given two statements of one shape, then the text of one with the values of the other is the other."""
    engine = engine_of(kind)
    for (first, second), (until, later) in product(POSITIONS, POSITIONS):
        statements = Statements(spec, "20262027", engine, "datetime2")
        known = compiled(statements.following(first, until).limit(11), engine.dialect)
        other = statements.following(second, later).limit(11)
        anew = compiled(other, engine.dialect)
        assert shape_of(first) == shape_of(second)
        assert (known.text, known.parameters_of(other)) == (anew.text, anew.parameters)


def test_a_connection_remembers_few() -> None:
    """Given more keys than are kept, then each is made once while it is kept, and the store stays small."""
    known: dict[int, int] = {}
    made: list[int] = []

    def make() -> int:
        made.append(len(made))
        return made[-1]

    for key in range(REMEMBERED_AT_MOST + 1):
        assert remembered(known, key, make) == remembered(known, key, make) == key
    assert len(made) == REMEMBERED_AT_MOST + 1
    assert len(known) == 1
