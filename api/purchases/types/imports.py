"""How far a file of bills is, and what became of it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ImportProgress:
    """How far an import is. Rows and bytes of the whole file, earlier runs included."""

    bytes_done: int
    bytes_total: int
    rows_done: int
    rows_dead: int


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did. `rows_done` are in the books, `rows_dead` are in the file `dead_path` with their reasons.

    `rows_now` were read by this run alone, in `seconds`.
    """

    rows_done: int
    rows_dead: int
    rows_now: int
    seconds: float
    was_finished: bool
    dead_path: str
