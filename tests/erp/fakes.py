"""A reader of sources in memory, for tests that are not about reading."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from api.erp.types import (
    Cell,
    DayDigest,
    Diagnosis,
    Page,
    Position,
    Problem,
    Source,
    SourceFailed,
    StreamKind,
    StreamSpec,
    TableInfo,
)

NOW = datetime(2026, 5, 31, 14, 30)  # noqa: DTZ001 - a source's own time has no zone


@dataclass
class FakeReader:
    """A SourceReader whose tables are lists; `problem` makes every question fail."""

    rows: dict[StreamKind, list[Mapping[str, Cell]]] = field(default_factory=dict)
    known_years: Sequence[str] = ("20252026", "20262027")
    problem: Problem | None = None
    tested: list[Source] = field(default_factory=list)
    forgotten: list[UUID] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)

    async def test(self, source: Source, /) -> Diagnosis:
        """As `problem` says."""
        self.tested.append(source)
        if self.problem:
            return Diagnosis(self.problem, "The server does not know this login.")
        return Diagnosis(None, "", server_version="SQL Server 2019", latency_ms=12, tables=40)

    async def tables(self, _source: Source, /) -> list[TableInfo]:
        """One."""
        self._ask("tables", "")
        return [TableInfo("Sl_Head20262027", (("vouch_code", "int"), ("net_amt", "decimal")))]

    async def years(self, _source: Source, spec: StreamSpec, /) -> list[str]:
        """The known ones."""
        self._ask("years", "")
        return list(self.known_years) if spec.has_years else [""]

    async def now(self, _source: Source, /) -> datetime:
        """A moment in May."""
        return NOW

    async def count(self, _source: Source, spec: StreamSpec, _year: str, /) -> int:
        """How many rows there are."""
        return len(self.rows.get(spec.kind, []))

    async def page(
        self,
        _source: Source,
        _spec: StreamSpec,
        _year: str,
        _after: Position | None,
        /,
        *,
        limit: int,
        until: Position | None = None,
    ) -> Page:
        """Nothing new."""
        del limit, until
        return Page((), (), None, is_last=True)

    async def bound(self, _source: Source, _spec: StreamSpec, /) -> Position | None:
        """Now."""
        self._ask("bound", "")
        return Position(NOW)

    async def newest(self, _source: Source, spec: StreamSpec, year: str, limit: int, /) -> Page:
        """Rows of the newest year that has tables; others are empty."""
        self._ask("newest", year)
        is_newest = year in ("", self.known_years[-1])
        found = self.rows.get(spec.kind, [])[:limit] if is_newest else []
        names = [name for name, _ in spec.columns]
        keys = [
            ":".join([*([year] if year else []), *(str(row.get(name)) for name in spec.key)]) for row in found
        ]
        return Page([tuple(row.get(name) for name in names) for row in found], keys, None, is_last=True)

    async def by_keys(self, _source: Source, _spec: StreamSpec, _year: str, _keys: Sequence[str], /) -> Page:
        """Nothing."""
        return Page((), (), None, is_last=True)

    async def digests(
        self, _source: Source, _spec: StreamSpec, _year: str, _first: date, _last: date, /
    ) -> list[DayDigest] | None:
        """Nothing."""
        return []

    async def day(self, _source: Source, _spec: StreamSpec, _year: str, _day: date, /) -> Page:
        """Nothing."""
        return Page((), (), None, is_last=True)

    async def forget(self, source_id: UUID, /) -> None:
        """Notes it."""
        self.forgotten.append(source_id)

    def _ask(self, what: str, year: str) -> None:
        if self.problem:
            raise SourceFailed(self.problem, "The server does not answer.")
        self.asked.append((what, year))


def a_bill(number: int, **changes: Cell) -> dict[str, Cell]:
    """A row of Logic ERP's bills."""
    row: dict[str, Cell] = {
        "vouch_code": number,
        "vouch_num": f"{number}",
        "new_vouch_num": f"KB/{number}",
        "vouch_date": datetime(2026, 5, 30),  # noqa: DTZ001
        "vouch_time": "18:05",
        "ltz_entry_date": datetime(2026, 5, 31, 9, 15),  # noqa: DTZ001
        "series_code": 1,
        "branch_code": "KB",
        "member_code": 7,
        "net_amt": "640.00",
        "deleted": 0,
        "series": "A",
        "series_type": "SL",
        "branch_name": "Karol Bagh",
        "mobile_no": "98220 41763",
        "first_name": "Meera\r\n",
    }
    return row | changes
