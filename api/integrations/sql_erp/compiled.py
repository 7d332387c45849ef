"""Statements as text with parameters. Composing one again with other values needs no second compilation."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, Select
from sqlalchemy.engine import Dialect
from sqlalchemy.sql import visitors

Shape = Hashable
"""What statements have in common that differ by the values in their conditions alone."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """A statement's text. `names` are those of the values in its conditions, in their order; `parameters` are all."""

    text: str
    parameters: Mapping[str, object]
    names: Sequence[str]

    def parameters_of(self, statement: Select[Any]) -> dict[str, object]:
        """The parameters for this text that make it the statement, which is of the same shape."""
        values = (each.value for each in _values(statement))
        return {**self.parameters, **dict(zip(self.names, values, strict=True))}


def compiled(statement: Select[Any], dialect: Dialect) -> Compiled:
    """The statement in a dialect's words."""
    made = statement.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
    names = [made.bind_names[each] for each in _values(statement)]
    return Compiled(made.string, dict(made.params), names)


def _values(statement: Select[Any]) -> list[BindParameter[Any]]:
    conditions = statement.whereclause
    if conditions is None:
        return []
    return [each for each in visitors.iterate(conditions) if isinstance(each, BindParameter)]
