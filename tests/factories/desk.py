"""Makers of connections, streams and what waits for a person."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson

from api import erp
from api.core import clock, db
from api.core.ids import new_id
from api.erp import ConnectionDetails, SourceKind
from tests.factories.businesses import Tenant

WORKING = """
    UPDATE erp_connection SET state = 'working', tested_at = now(), diagnosis = '{"problem": null, "message": ""}'
    WHERE id = $1
"""
MAPPED = "UPDATE erp_stream SET mapping_version = 1 WHERE id = $1"
MAPPING = """
    INSERT INTO erp_mapping (id, program_id, business_id, stream_id, version, rows, lines, dry_rows, dry_dead, made_by)
    VALUES ($1, $2, $3, $4, 1, $5::jsonb, '[]', 100, 0, $6)
"""
RUN = """
    INSERT INTO erp_run (id, program_id, business_id, stream_id, kind, state, rows_read, rows_new, rows_changed,
        rows_same, rows_dead, rows_gone, points, problem, problem_text, started_at, moved_at, ended_at, made_by)
    VALUES ($1, $2, $3, $4, 'poll', 'done', 3, 2, 0, 1, 0, 0, 20, '', $5, $6, $6, $6, '')
"""
DEAD = """
    INSERT INTO erp_dead_row (id, program_id, business_id, stream_id, key, payload, code, path, message, attempts,
        mapping_version, state, moved_at)
    VALUES ($1, $2, $3, $4, $5, $6::jsonb, 'NOT_A_NUMBER', 'amount_minor', $7, 1, 1, $8, $9)
"""
CONFLICT = """
    INSERT INTO erp_conflict (id, program_id, business_id, connection_id, membership_id, customer_key, field, ours,
        theirs, state, decided_by)
    VALUES ($1, $2, $3, $4, $5, 'C-1', $6, $7, $8, 'open', '')
"""
DOC = """
    INSERT INTO erp_doc (id, program_id, business_id, connection_id, kind, key, revision, row_hash, state, reason,
        document, year, day, branch, number, pin_hash, parent_key, amount_minor, occurred_at, phone, purchase_id,
        points, first_seen_at, changed_at)
    VALUES ($1, $2, $3, $4, 'invoice', $5, 1, '', $6, '', 'sale', '', ($7::timestamptz)::date, '', $8, $9, '', 64000,
        $7, '', $10, 0, $7, $7)
"""


def details(name: str = "Main shop", **changes: Any) -> ConnectionDetails:
    """A SQL Server of the shop, in its own network."""
    values: dict[str, Any] = {
        "name": name,
        "kind": SourceKind.MSSQL,
        "time_zone": "Asia/Kolkata",
        "host": "192.168.1.20",
        "database": "LogicERP",
        "username": "reader",
        "password": "s3cret-word",
    }
    return ConnectionDetails(**(values | changes))


async def make_connection(tenant: Tenant, *, is_working: bool = True, **changes: Any) -> UUID:
    """A connection, as if its test had been well."""
    scope = (tenant.owner, tenant.program_id, tenant.business_id)
    made = await erp.save_connection(*scope, details(**changes))
    if is_working:
        await db.execute(WORKING, made)
    return made


async def make_streams(tenant: Tenant, connection_id: UUID, preset: str = "logic_erp") -> dict[str, UUID]:
    """The preset's streams by kind."""
    await erp.add_streams(tenant.owner, tenant.program_id, tenant.business_id, connection_id, preset)
    rows = await db.fetch("SELECT kind, id FROM erp_stream WHERE connection_id = $1", connection_id)
    return {row["kind"]: row["id"] for row in rows}


async def make_mapping(tenant: Tenant, stream_id: UUID, made_by: str = "Asha Rao") -> UUID:
    """The first version of a stream's mapping: the rows of its preset."""
    rows, _ = await erp.starting_mapping(tenant.program_id, tenant.business_id, stream_id)
    made, told = new_id(), orjson.dumps(list(rows)).decode()
    await db.execute(MAPPING, made, tenant.program_id, tenant.business_id, stream_id, told, made_by)
    await db.execute(MAPPED, stream_id)
    return made


async def make_stream(tenant: Tenant, *, kind: str = "invoice", is_mapped: bool = True) -> UUID:
    """A draft of Logic ERP's bills, mapped, on a connection of its own."""
    streams = await make_streams(tenant, await make_connection(tenant))
    if is_mapped:
        await make_mapping(tenant, streams[kind])
    return streams[kind]


async def make_run(tenant: Tenant, stream_id: UUID, text: str = "") -> UUID:
    """A poll that ended."""
    made, at = new_id(), datetime(2026, 5, 31, 9, tzinfo=UTC)
    await db.execute(RUN, made, tenant.program_id, tenant.business_id, stream_id, text, at)
    return made


async def make_dead_row(
    tenant: Tenant,
    stream_id: UUID,
    key: str = "1",
    *,
    text: str = "net_amt is no number",
    state: str = "open",
) -> UUID:
    """A bill whose amount cannot be read."""
    made = new_id()
    payload = orjson.dumps({"vouch_code": key, "net_amt": "6x40"}).decode()
    at = datetime(2026, 5, 31, 9, tzinfo=UTC)
    await db.execute(
        DEAD, made, tenant.program_id, tenant.business_id, stream_id, key, payload, text, state, at
    )
    return made


async def make_conflict(
    tenant: Tenant,
    connection_id: UUID,
    membership_id: UUID,
    *,
    field: str = "city",
    ours: str = "Pune",
    theirs: str = "Mumbai",
) -> UUID:
    """Of a field both sides say something."""
    made, scope = new_id(), (tenant.program_id, tenant.business_id)
    await db.execute(CONFLICT, made, *scope, connection_id, membership_id, field, ours, theirs)
    return made


async def make_bill(
    tenant: Tenant,
    connection_id: UUID,
    number: str = "B-1",
    pin: str = "4711",
    *,
    at: datetime | None = None,
    state: str = "unattached",
    purchase_id: UUID | None = None,
) -> UUID:
    """A bill of 640 rupees that nobody has."""
    made, moment = new_id(), at or clock.now()
    hashed = erp.pin_hash(connection_id, number, pin)
    scope = (made, tenant.program_id, tenant.business_id, connection_id)
    await db.execute(DOC, *scope, str(made), state, moment, number, hashed, purchase_id)
    return made
