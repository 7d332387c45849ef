"""How columns of a source become fields of ours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

Fields: TypeAlias = Mapping[str, object]
"""A mapped row: target fields with values of their types; fields that are not mapped are missing."""


class OnError(StrEnum):
    """What becomes of a row one of whose fields cannot be worked out."""

    DEAD = "dead"
    NULL = "null"
    DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class MappingRow:
    """One field: `source_field` goes through `transformation` (operations joined by "|") into `target_field`.

    `default` stands in where the result is empty, and where it fails if `on_error` says so.
    """

    source_field: str
    target_field: str
    transformation: str = ""
    default: str | None = None
    is_required: bool = False
    on_error: OnError = OnError.DEAD


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """Why one field of one row could not be: a code for programs, a sentence for people."""

    target_field: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class TargetField:
    """A field that a mapping can fill. `kind` is text, integer, money, decimal, truth, moment, day, phone or choice."""

    name: str
    kind: str
    is_required: bool
    description: str
    choices: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class DryRow:
    """What a mapping makes of one source row. `result` is None where the row would be dead."""

    key: str
    source: Mapping[str, object]
    result: Fields | None
    problems: Sequence[FieldProblem]
