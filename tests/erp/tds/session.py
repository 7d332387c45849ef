"""One client's session: login, then queries until it goes."""

import asyncio
import re
import sqlite3
import struct
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tests.erp.tds import wire
from tests.erp.tds.database import Database
from tests.erp.tds.parameters import EXECUTE_SQL, Parameters
from tests.erp.tds.translation import is_silent, statements
from tests.erp.tds.values import table_answer

if TYPE_CHECKING:
    from tests.erp.tds.server import TdsServer

PACKET_BYTES = 4096
TRANSACTIONS = {
    5: wire.changed(8, b"\x08" + struct.pack("<Q", 1)),
    7: wire.changed(9, b"\x00", b"\x08" + struct.pack("<Q", 1)),
    8: wire.changed(10, b"\x00", b"\x08" + struct.pack("<Q", 1)),
}
SQLITE_ERRORS = (
    (re.compile(r"no such table: (?:\w+\.)?(.*)"), 208, "Invalid object name '{}'."),
    (re.compile(r"no such column: (?:\w+\.)?(.*)"), 207, "Invalid column name '{}'."),
)


class Gone(Exception):
    """The link is to be cut."""


class Session:
    """Answers one client, one request after the other; a request to cancel is heard meanwhile."""

    def __init__(
        self, server: "TdsServer", reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._server = server
        self._reader = reader
        self._writer = writer
        self._database: Database | None = None
        self._heard: asyncio.Future[tuple[int, bytes]] | None = None

    async def serve(self) -> None:
        """Until the client goes, or the link is cut."""
        try:
            while True:
                kind, body = await self._next()
                await self._answer(kind, body)
        except (asyncio.IncompleteReadError, ConnectionError, Gone):
            self._writer.transport.abort()
        finally:
            if self._heard is not None:
                self._heard.cancel()
            if self._database is not None:
                self._database.close()

    def cut(self) -> None:
        """Cuts the TCP link."""
        self._writer.transport.abort()

    async def _answer(self, kind: int, body: bytes) -> None:
        if kind == wire.PRELOGIN:
            await self._send(wire.prelogin_answer())
        elif kind == wire.LOGIN7:
            await self._log_in(wire.login_of(body))
        elif kind in (wire.SQL_BATCH, wire.RPC):
            await self._query(kind, wire.without_headers(body))
        elif kind == wire.TRANSACTION:
            (request,) = struct.unpack_from("<H", wire.without_headers(body))
            await self._send(TRANSACTIONS.get(request, b"") + wire.done())
        elif kind == wire.ATTENTION:
            await self._send(wire.done(wire.ATTENDED))
        else:
            raise Gone

    async def _send(self, answer: bytes) -> None:
        self._writer.write(wire.packets(answer, PACKET_BYTES))
        await self._writer.drain()

    async def _log_in(self, login: Mapping[str, str]) -> None:
        server = self._server
        await self._until_not_stalled()
        if server.faults.is_denied or (login["user"], login["password"]) != (
            server.username,
            server.password,
        ):
            await self._refuse(18456, f"Login failed for user '{login['user']}'.")
        if login["database"] not in ("", server.database):
            text = f'Cannot open database "{login["database"]}" requested by the login. The login failed.'
            await self._refuse(18456, f"Login failed for user '{login['user']}'.", wire.error(4060, text, 11))
        self._database = server.open_database()
        server.logins += 1
        await self._send(wire.login_answer(server.database, PACKET_BYTES))

    async def _refuse(self, number: int, text: str, before: bytes = b"") -> None:
        await self._send(before + wire.error(number, text, 14) + wire.done(wire.FAILED))
        raise Gone

    async def _query(self, kind: int, body: bytes) -> None:
        """Works and listens at once: the client may cancel, or go."""
        if self._database is None:
            raise Gone
        work = asyncio.ensure_future(self._worked(kind, body))
        self._heard = asyncio.ensure_future(wire.receive(self._reader))
        try:
            await asyncio.wait({work, self._heard}, return_when=asyncio.FIRST_COMPLETED)
            if work.done():
                await self._send(work.result())
                return
            if (await self._next())[0] != wire.ATTENTION:
                raise Gone
            await self._until_not_stalled()
        finally:
            work.cancel()
        await self._send(wire.done(wire.ATTENDED))

    async def _next(self) -> tuple[int, bytes]:
        """The next message, which may have been listened for already."""
        heard, self._heard = self._heard, None
        return await (heard or wire.receive(self._reader))

    async def _until_not_stalled(self) -> None:
        await self._server.faults.wait()

    async def _worked(self, kind: int, body: bytes) -> bytes:
        if self._server.faults.is_cut():
            self.cut()
            raise Gone
        await self._until_not_stalled()
        await asyncio.sleep(self._server.faults.slow_seconds)
        if kind == wire.SQL_BATCH:
            return self._batch(body.decode("utf-16-le"), {}, wire.DONE)
        procedure, values = Parameters(body).call()
        if procedure not in (EXECUTE_SQL, "sp_executesql"):
            return wire.error(2812, f"Could not find stored procedure '{procedure}'.") + wire.done(
                wire.FAILED
            )
        declared = re.findall(r"@(\w+)", str(values[1][1])) if len(values) > 1 else []
        given = {name or declared[place]: value for place, (name, value) in enumerate(values[2:])}
        answer = self._batch(str(values[0][1]), given, wire.DONE_IN_PROC)
        return answer + b"\x79" + struct.pack("<i", 0) + wire.done(token=wire.DONE_PROC)

    def _batch(self, batch: str, values: Mapping[str, Any], token: int) -> bytes:
        answer, parts = b"", statements(batch)
        for place, statement in enumerate(parts, start=1):
            self._server.statements.append(statement.strip())
            more = wire.MORE if place < len(parts) else 0
            try:
                answer += self._statement(statement, values, more, token)
            except Refused as refused:
                return answer + wire.error(refused.number, refused.text) + wire.done(wire.FAILED, token=token)
        return answer or wire.done(token=token)

    def _statement(self, statement: str, values: Mapping[str, Any], more: int, token: int) -> bytes:
        if is_silent(statement):
            return wire.done(more, token=token)
        for table in self._server.denied_tables:
            if f"[{table}]" in statement:
                raise Refused(229, f"The SELECT permission was denied on the object '{table}', schema 'dbo'.")
        names, rows, changed = self._asked(statement, values)
        if not names:
            return wire.done(more, max(changed, 0), token)
        self._server.rows_sent += len(rows)
        return table_answer(names, rows, days=" AS DATE)" in statement) + wire.done(more, len(rows), token)

    def _asked(
        self, statement: str, values: Mapping[str, Any]
    ) -> tuple[list[str], list[tuple[Any, ...]], int]:
        if self._database is None:
            raise Gone
        try:
            return self._database.ask(statement, values)
        except sqlite3.Error as error:
            for form, number, text in SQLITE_ERRORS:
                if found := form.fullmatch(str(error)):
                    raise Refused(number, text.format(found[1])) from None
            raise Refused(102, f"Incorrect syntax: {error}.") from None


class Refused(Exception):
    """An error with SQL Server's number."""

    def __init__(self, number: int, text: str) -> None:
        super().__init__(text)
        self.number = number
        self.text = text
