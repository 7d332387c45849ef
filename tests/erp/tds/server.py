"""A server that speaks TDS over a SQLite file: real clients of SQL Server talk to it. It is not SQL Server."""

import asyncio
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

from tests.erp.tds.database import Database
from tests.erp.tds.faults import Faults
from tests.erp.tds.session import Session

IST_MINUTES = 330


class TdsServer:
    """Use as a context manager: it listens at `port` of this machine, in a thread with a loop of its own.

    `execute` changes the data at the source. `faults` go wrong on demand. `statements`, `logins`, `rows_sent`,
    `connections` (open ones) and `most_connections` tell what clients did.
    """

    def __init__(
        self,
        path: Path,
        *,
        username: str = "reader",
        password: str = "Read-0nly!",
        database: str = "LogicERP",
        can_write: bool = False,
        offset_minutes: int = IST_MINUTES,
    ) -> None:
        self.username, self.password, self.database = username, password, database
        self.faults = Faults()
        self.denied_tables: set[str] = set()
        self.statements: list[str] = []
        self.logins = self.rows_sent = self.most_connections = self.port = 0
        self.can_write = can_write
        self._path, self._offset_minutes = path, offset_minutes
        self._sessions: set[Session] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="tds", daemon=True)
        self._own = self.open_database()

    def __enter__(self) -> Self:
        self._thread.start()
        self._listening = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(10)
        self.port = int(self._listening.sockets[0].getsockname()[1])
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()
        self._own.close()

    @property
    def connections(self) -> int:
        """Links that are open now."""
        return len(self._sessions)

    def open_database(self) -> Database:
        """A connection to the file."""
        return Database(self._path, offset_minutes=self._offset_minutes, can_write=self.can_write)

    def execute(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Carries out SQLite's SQL at the source. datetime, date and Decimal are kept as SQL Server would."""
        return self._own.execute(sql, values)

    def execute_many(self, sql: str, rows: Sequence[Sequence[object]]) -> None:
        """As `execute`, for many rows in one transaction."""
        self._own.execute_many(sql, rows)

    def drop_now(self) -> None:
        """Cuts every open link."""

        def cut() -> None:
            for session in list(self._sessions):
                session.cut()

        self._loop.call_soon_threadsafe(cut)

    def add_row_versions(self, table: str) -> None:
        """Gives a table a column RowVer that each insert and update moves, as type rowversion does."""
        self.execute(f'ALTER TABLE "{table}" ADD COLUMN RowVer ROWVERSION')
        for event in ("INSERT", "UPDATE"):
            self.execute(
                f'CREATE TRIGGER "{table}_version_{event}" AFTER {event} ON "{table}" BEGIN '
                "UPDATE __versions SET value = value + 1; "
                f'UPDATE "{table}" SET RowVer = (SELECT value FROM __versions) WHERE rowid = NEW.rowid; END'
            )
        self.execute(f'UPDATE "{table}" SET RowVer = NULL')

    def hold_row_versions(self, first: int | None) -> None:
        """As if a transaction were open that drew this row version first; None: it has ended."""
        self.execute("UPDATE __versions SET held = ?", (first,))

    def track_changes(self, table: str, key: str) -> None:
        """Switches change tracking on for a table."""
        self.execute("UPDATE __tracking SET value = COALESCE(value, 0), oldest = COALESCE(oldest, 0)")
        self.execute(f'CREATE TABLE "__changes_{table}" ("{key}" PRIMARY KEY, version INTEGER)')
        for event, row in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD")):
            self.execute(
                f'CREATE TRIGGER "{table}_track_{event}" AFTER {event} ON "{table}" BEGIN '
                "UPDATE __tracking SET value = value + 1; "
                f'INSERT OR REPLACE INTO "__changes_{table}" '
                f'VALUES ({row}."{key}", (SELECT value FROM __tracking)); END'
            )

    def forget_changes(self, before: int) -> None:
        """Changes older than a version are no longer known."""
        self.execute("UPDATE __tracking SET oldest = ?", (before,))

    async def _listen(self) -> asyncio.Server:
        return await asyncio.start_server(self._met, "127.0.0.1", 0)

    async def _met(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        session = Session(self, reader, writer)
        self._sessions.add(session)
        self.most_connections = max(self.most_connections, len(self._sessions))
        try:
            await session.serve()
        finally:
            self._sessions.discard(session)
            writer.close()

    async def _stop(self) -> None:
        self.faults.clear()
        self._listening.close()
        for session in list(self._sessions):
            session.cut()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        if others:
            await asyncio.wait(others, timeout=2)
        await asyncio.sleep(0.01)  # transports that were cut end in the loop's next rounds
