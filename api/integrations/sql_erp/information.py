"""Tables and columns as the standard's INFORMATION_SCHEMA tells them."""

from typing import Any

from sqlalchemy import ColumnElement, Select, TableClause, column, quoted_name, select, table

from api.erp.types import TableInfo
from api.integrations.sql_erp.engine import Column, Read, grouped, split_table

HIDDEN = ("information_schema", "INFORMATION_SCHEMA", "pg_catalog", "sys", "mysql", "performance_schema")


class Information:
    """Asks for tables and columns; engines differ in upper and lower case and in what the usual schema is."""

    def __init__(self, *, upper: bool, usual: Column, only_usual: bool = False) -> None:
        self._upper = upper
        self._usual = usual
        self._only_usual = only_usual

    def tables(self, read: Read) -> list[TableInfo]:
        """Every readable table with its columns in their order."""
        names = ("table_schema", "table_name", "column_name", "data_type", "ordinal_position")
        source, (schema, name, field, kind, place) = self._view("columns", names)
        found = select(schema, name, field, kind, self._usual).select_from(source)
        return grouped(read(self._seen(found, schema).order_by(schema, name, place)))

    def names(self, read: Read) -> list[str]:
        """The names of every readable table and view."""
        source, (schema, name) = self._view("tables", ("table_schema", "table_name"))
        found = self._seen(select(schema, name, self._usual).select_from(source), schema)
        return [str(table) if owner == usual else f"{owner}.{table}" for owner, table, usual in read(found)]

    def type_of(self, read: Read, table_name: str, column_name: str) -> str:
        """The type of one column; empty where there is none."""
        owner, bare = split_table(table_name)
        names = ("table_schema", "table_name", "column_name", "data_type")
        source, (schema, name, field, kind) = self._view("columns", names)
        wanted = select(kind).select_from(source).where(name == bare, field == column_name)
        found = read(wanted.where(schema == (self._usual if owner is None else owner)))
        return str(found[0][0]).lower() if found else ""

    def _view(self, name: str, columns: tuple[str, ...]) -> tuple[TableClause, list[Column]]:
        cased: list[Column] = [column(self._cased(part)) for part in columns]
        view = table(self._cased(name), schema=self._cased("information_schema"))
        return view, cased

    def _cased(self, name: str) -> quoted_name:
        return quoted_name(name.upper() if self._upper else name, quote=True)

    def _seen(self, found: Select[Any], schema: Column) -> Select[Any]:
        shown: ColumnElement[bool] = schema == self._usual if self._only_usual else schema.not_in(HIDDEN)
        return found.where(shown)
