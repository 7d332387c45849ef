"""What a ready-made mapping consists of."""

from dataclasses import dataclass
from datetime import timedelta

from api.erp.types import MappingRow, OnError, SourceKind, StreamKind, StreamSpec

USUAL_OVERLAP = timedelta(minutes=180)
"""How far back each poll looks again, for rows that were written late or kept their time when they changed."""


@dataclass(frozen=True, slots=True)
class PresetStream:
    """One stream: what is read, what becomes of it, and how often to ask."""

    spec: StreamSpec
    rows: tuple[MappingRow, ...]
    poll_seconds: int
    overlap: timedelta = USUAL_OVERLAP

    @property
    def columns(self) -> tuple[str, ...]:
        """The names by which the mapping calls the columns."""
        return tuple(name for name, _ in self.spec.columns)


@dataclass(frozen=True, slots=True)
class Preset:
    """A known system, as a start that an owner can change. `time_zone` is that of its times; None: the shop's."""

    name: str
    caption: str
    kinds: frozenset[SourceKind]
    streams: tuple[PresetStream, ...]
    time_zone: str | None = None

    def stream(self, kind: StreamKind) -> PresetStream:
        """The stream of that kind. Raises KeyError where the system has none."""
        return {stream.spec.kind: stream for stream in self.streams}[kind]


def field(source: str, target: str, transformation: str = "", *, default: str | None = None) -> MappingRow:
    """A row whose failure makes the whole row dead."""
    return MappingRow(source, target, transformation, default)


def optional(source: str, target: str, transformation: str = "") -> MappingRow:
    """A row that stays empty where it fails: a bill is worth having without it."""
    return MappingRow(source, target, transformation, on_error=OnError.NULL)


def columns(alias: str, names: str) -> tuple[tuple[str, str], ...]:
    """Columns of one table by their own names, small: "Branch_Code" is called branch_code."""
    return tuple((name.lower(), f"{alias}.{name}") for name in names.split())
