"""The published views as PostgreSQL knows them: their columns and types, and what its SQL can say."""

from collections.abc import Mapping

from api.core.reading import SCHEMA
from api.core.reads import reads

COLUMNS = f"""
    SELECT c.relname AS view, a.attname AS name, format_type(a.atttypid, NULL) AS type
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relnamespace = '{SCHEMA}'::regnamespace AND c.relkind = 'v' AND a.attnum > 0 AND NOT a.attisdropped
"""

VERSION = "SELECT current_setting('server_version_num')::int"
SQL_JSON = 170_000
"""PostgreSQL's version from which it has the JSON functions of the standard."""


class Catalog:
    """Columns by view, read once a process: views change by migrations only."""

    def __init__(self) -> None:
        self._views: dict[str, dict[str, str]] | None = None
        self.has_sql_json = False

    async def load(self) -> None:
        """Reads them, unless they are known."""
        if self._views is not None:
            return
        views: dict[str, dict[str, str]] = {}
        for row in await reads.fetch(COLUMNS):
            views.setdefault(row["view"], {})[row["name"]] = row["type"]
        self.has_sql_json = await reads.fetchval(VERSION) >= SQL_JSON
        self._views = views

    def columns(self, view: str) -> Mapping[str, str]:
        """Types by column; empty for a view that does not exist."""
        return (self._views or {}).get(view, {})

    def type_of(self, view: str, column: str) -> str:
        """The type of a column as SQL names it."""
        return self.columns(view)[column]


catalog = Catalog()
