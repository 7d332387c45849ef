"""Makes connections and streams, ready to be worked on."""

from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

import orjson

from api import erp
from api.core import clock, db
from api.core.crypto import encrypt
from api.core.ids import new_id
from api.erp import RunKind
from api.erp.queries.codecs import mapping_json, rules_json, spec_json
from api.erp.rules import PRESETS
from api.erp.types import SourceKind, StreamKind, SyncRules
from tests.erp.tds import TdsServer
from tests.factories.businesses import Tenant

CONNECTION = """
    INSERT INTO erp_connection (id, program_id, business_id, name, kind, host, port, database, username, secret, path,
        time_zone, is_encrypted, query_timeout_seconds, state, rules, policies, version)
    VALUES ($1, $2, $3, $4, $5, '127.0.0.1', $6, $7, $8, $9, $10, 'Asia/Kolkata', false, 5, 'working', $11::jsonb,
        '{}', 1)
"""
STREAM = """
    INSERT INTO erp_stream (id, program_id, business_id, connection_id, kind, preset, spec, lines_spec, state,
        mapping_version, poll_seconds, overlap_minutes, lag_limit_seconds, cursor, generation, failures, problem,
        problem_text, version, next_poll_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb, $8::jsonb, 'draft', 1, 5, 180, 900, '{}', 0, 0, '', '', 1, NULL)
"""
MAPPING = """
    INSERT INTO erp_mapping (id, program_id, business_id, stream_id, version, rows, lines, dry_rows, dry_dead, made_by)
    VALUES ($1, $2, $3, $4, 1, $5::jsonb, $6::jsonb, 0, 0, 'test')
"""


@dataclass(frozen=True, slots=True)
class Synced:
    """A business whose bills come from a source: its connection, and a stream of each kind."""

    tenant: Tenant
    connection_id: UUID
    streams: dict[StreamKind, UUID]

    @property
    def invoices(self) -> UUID:
        """The stream of bills."""
        return self.streams[StreamKind.INVOICE]

    async def backfill(self, kind: StreamKind = StreamKind.INVOICE) -> None:
        """Reads all history."""
        stream_id = self.streams[kind]
        run_id = new_id()
        tenant = (self.tenant.program_id, self.tenant.business_id)
        await db.execute(
            """INSERT INTO erp_run (id, program_id, business_id, stream_id, kind, state, started_at, moved_at)
            VALUES ($1, $2, $3, $4, 'backfill', 'running', now(), now())""",
            run_id,
            *tenant,
            stream_id,
        )
        await db.execute(
            "UPDATE erp_stream SET state = 'backfilling', cursor = '{}', run_id = $2, history_until = $3 WHERE id = $1",
            stream_id,
            run_id,
            clock.now(),
        )
        while await db.fetchval("SELECT state FROM erp_stream WHERE id = $1", stream_id) == "backfilling":
            await erp.work_now(stream_id, RunKind.POLL)

    async def poll(self, kind: StreamKind = StreamKind.INVOICE) -> None:
        """Reads what is new."""
        await db.execute("UPDATE erp_stream SET state = 'live' WHERE id = $1", self.streams[kind])
        await erp.work_now(self.streams[kind], RunKind.POLL)

    async def reconcile(self) -> None:
        """Compares everything."""
        await erp.work_now(self.invoices, RunKind.RECONCILE)


async def connect(
    tenant: Tenant, server: TdsServer | Path, *, preset: str = "logic_erp", rules: SyncRules | None = None
) -> Synced:
    """A connection to a server or SQLite file with a preset's streams; all branches lead to the tenant's store."""
    connection_id = new_id()
    told = replace(rules or SyncRules(), default_store_id=tenant.store_id)
    await db.execute(
        CONNECTION,
        connection_id,
        tenant.program_id,
        tenant.business_id,
        f"Shop {connection_id.hex[:6]}",
        *_place(server),
        rules_json(told),
    )
    streams: dict[StreamKind, UUID] = {}
    lines = PRESETS[preset].stream(StreamKind.INVOICE_LINE)
    for kind in (StreamKind.CUSTOMER, StreamKind.PRODUCT, StreamKind.INVOICE):
        stream = PRESETS[preset].stream(kind)
        beside = lines if kind is StreamKind.INVOICE else None
        streams[kind] = new_id()
        await db.execute(
            STREAM,
            streams[kind],
            tenant.program_id,
            tenant.business_id,
            connection_id,
            kind.value,
            preset,
            spec_json(stream.spec),
            spec_json(beside.spec) if beside is not None else None,
        )
        await db.execute(
            MAPPING,
            new_id(),
            tenant.program_id,
            tenant.business_id,
            streams[kind],
            mapping_json(stream.rows),
            mapping_json(beside.rows) if beside is not None else "[]",
        )
    return Synced(tenant, connection_id, streams)


def _place(server: TdsServer | Path) -> tuple[object, ...]:
    """Kind, port, database, user, secret and path."""
    if isinstance(server, Path):
        return SourceKind.SQLITE.value, None, "", "", "", str(server)
    secret = encrypt(server.password)
    return SourceKind.MSSQL.value, server.port, server.database, server.username, secret, ""


async def run_of(stream_id: UUID) -> dict[str, object]:
    """The newest run of a stream."""
    row = await db.fetchrow(
        "SELECT * FROM erp_run WHERE stream_id = $1 ORDER BY started_at DESC, id DESC LIMIT 1", stream_id
    )
    assert row is not None
    return dict(row)


async def stream_of(stream_id: UUID) -> dict[str, object]:
    """A stream as it is, its cursor as a value."""
    row = await db.fetchrow("SELECT * FROM erp_stream WHERE id = $1", stream_id)
    assert row is not None
    return dict(row) | {"cursor": orjson.loads(row["cursor"])}
