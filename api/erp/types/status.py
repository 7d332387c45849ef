"""How streams and runs stand, as a command shows it."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ConnectionName:
    """A connection by its name."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class StreamStatus:
    """A stream with its connection. `lag_seconds` is None where it is not live."""

    id: UUID
    connection_id: UUID
    connection: str
    kind: str
    state: str
    mapping_version: int
    lag_seconds: int | None
    dead_rows: int
    problem_text: str
    run_id: UUID | None


@dataclass(frozen=True, slots=True)
class RunStatus:
    """A run and what it did. `rows_total` is None until it is known."""

    id: UUID
    kind: str
    state: str
    rows_total: int | None
    rows_read: int
    rows_new: int
    rows_changed: int
    rows_same: int
    rows_dead: int
    rows_gone: int
    points: int


@dataclass(frozen=True, slots=True)
class DeadRowStatus:
    """A row that could not be taken and why."""

    id: UUID
    key: str
    code: str
    path: str
    message: str
    attempts: int
