"""A shop's own system: connected, tested, paused, removed. Its secret goes in and never comes out."""

from dataclasses import asdict, replace
from functools import partial
from uuid import UUID

import asyncpg
import orjson

from api.core import clock, crypto, db
from api.core.audit import Actor
from api.core.errors import BadInput, Conflict
from api.core.ids import new_id
from api.erp.errors import ConnectionInUse, StreamBusy
from api.erp.ports import source_reader
from api.erp.queries.codecs import source_of
from api.erp.queries.desk import streams_of, the_connection
from api.erp.rules import MAX_CONNECTIONS, check_details
from api.erp.service.guarding import guarded
from api.erp.service.telling import Tenant, connection_changed, note
from api.erp.types import ConnectionDetails, Diagnosis, Source

# one at a time in a business, so that names and the most there may be hold
ALONE = "SELECT pg_advisory_xact_lock(20190, hashtext($1::uuid::text))"
COUNT = "SELECT count(*) FROM erp_connection WHERE program_id = $1 AND business_id = $2"
TAKEN = "SELECT id FROM erp_connection WHERE program_id = $1 AND business_id = $2 AND name = $3"
INSERT = """
    INSERT INTO erp_connection (program_id, business_id, id, name, kind, host, port, database, username, secret, path,
        time_zone, is_encrypted, rows_per_second, query_timeout_seconds, state, rules, policies, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 'untested', '{}', '{}', 1)
"""
UPDATE = """
    UPDATE erp_connection SET name = $4, kind = $5, host = $6, port = $7, database = $8, username = $9, secret = $10,
        path = $11, time_zone = $12, is_encrypted = $13, rows_per_second = $14, query_timeout_seconds = $15,
        version = version + $16::integer, tested_at = CASE WHEN $16 = 0 THEN tested_at END,
        diagnosis = CASE WHEN $16 = 0 THEN diagnosis END,
        state = CASE WHEN $16 = 0 OR state = 'paused' THEN state ELSE 'untested' END
    WHERE program_id = $1 AND business_id = $2 AND id = $3
"""
TESTED = """
    UPDATE erp_connection SET diagnosis = $4::jsonb, tested_at = $5,
        state = CASE WHEN state = 'paused' THEN state WHEN $6 THEN 'working' ELSE 'failing' END
    WHERE program_id = $1 AND business_id = $2 AND id = $3 AND version = $7
"""
IN_USE = (
    "SELECT EXISTS (SELECT FROM erp_doc WHERE program_id = $1 AND business_id = $2 AND connection_id = $3)"
)
FORGET = (
    "DELETE FROM erp_staff WHERE program_id = $1 AND business_id = $2 AND connection_id = $3",
    "DELETE FROM erp_conflict WHERE program_id = $1 AND business_id = $2 AND connection_id = $3",
    *(
        f"""DELETE FROM {table} WHERE program_id = $1 AND stream_id IN
            (SELECT id FROM erp_stream WHERE program_id = $1 AND business_id = $2 AND connection_id = $3)"""
        for table in ("erp_dead_row", "erp_run", "erp_mapping")
    ),
    "DELETE FROM erp_stream WHERE program_id = $1 AND business_id = $2 AND connection_id = $3",
    "DELETE FROM erp_connection WHERE program_id = $1 AND business_id = $2 AND id = $3",
)
WHERE_IT_IS = ("kind", "host", "port", "path")


async def save_connection(
    actor: Actor,
    program_id: UUID,
    business_id: UUID,
    details: ConnectionDetails,
    *,
    connection_id: UUID | None = None,
    version: int | None = None,
) -> UUID:
    """Makes a connection or changes all values of one. A password of None stays, as long as the address does.

    Whatever makes another source of it raises its version and asks for a new test. Refuses bad values at their path,
    NOT_FOUND, CONFLICT for a taken name or an old `version`, BAD_INPUT for the 21st of a business, and STREAM_BUSY
    for another kind under streams.
    """
    tenant, tidy = (program_id, business_id), check_details(details)
    tidy = replace(tidy, path=(await guarded(_source(tidy))).path)
    async with db.transaction():
        await db.execute(ALONE, business_id)
        before = None
        if connection_id is not None:
            before = await the_connection(program_id, business_id, connection_id, hold=True)
            _check_change(before, tidy, version)
            if before["kind"] != tidy.kind and await streams_of(program_id, business_id, connection_id):
                raise StreamBusy(
                    "Its streams read another kind. Please make a new connection.", path=("kind",)
                )
        key = connection_id or new_id()
        await _check_place(tenant, tidy.name, key, is_new=before is None)
        secret = _secret(before, tidy)
        if before is None:
            await db.execute(INSERT, *tenant, key, *_values(tidy, secret))
        else:
            moved = _is_another_source(before, tidy)
            await db.execute(UPDATE, *tenant, key, *_values(tidy, secret), int(moved))
            await db.after_commit(partial(source_reader().forget, key))
        shown = {name: value for name, value in asdict(tidy).items() if name != "password"}
        await note(actor, "connection_saved", ("ErpConnection", key), tenant, shown)
        await connection_changed(tenant, key, "saved")
    return key


async def test_connection(
    actor: Actor,
    program_id: UUID,
    business_id: UUID,
    *,
    connection_id: UUID | None,
    details: ConnectionDetails | None,
) -> Diagnosis:
    """Connects and tells what is wrong or what is there: a saved connection, typed values, or those over a saved one.

    What a saved connection's own test finds is kept. Refuses bad values at their path and NOT_FOUND.
    """
    tenant = (program_id, business_id)
    before = None
    if connection_id is not None:
        before = await the_connection(program_id, business_id, connection_id)
    source = _tested(before, details)
    found = await source_reader().test(await guarded(source))
    if before is not None and details is None:
        await _keep(actor, tenant, source, found)
    return found


async def remove_connection(actor: Actor, program_id: UUID, business_id: UUID, connection_id: UUID) -> None:
    """Takes a connection away with its streams. Refuses NOT_FOUND, and CONNECTION_IN_USE once it has documents."""
    tenant = (program_id, business_id)
    async with db.transaction():
        row = await the_connection(program_id, business_id, connection_id, hold=True)
        await streams_of(program_id, business_id, connection_id, hold=True)
        if await db.fetchval(IN_USE, *tenant, connection_id):
            raise ConnectionInUse("This connection has bills in the books. Please pause it instead.")
        for statement in FORGET:
            await db.execute(statement, *tenant, connection_id)
        await note(
            actor, "connection_removed", ("ErpConnection", connection_id), tenant, {"name": row["name"]}
        )
        await connection_changed(tenant, connection_id, "removed")
        await db.after_commit(partial(source_reader().forget, connection_id))


async def the_source(program_id: UUID, business_id: UUID, connection_id: UUID) -> Source:
    """A connection of the business, ready to be read. Refuses NOT_FOUND and what must not be read."""
    return await guarded(source_of(await the_connection(program_id, business_id, connection_id)))


def _source(details: ConnectionDetails, *, key: UUID | None = None, password: str = "") -> Source:
    return Source(
        id=key or new_id(),
        version=0,
        kind=details.kind,
        host=details.host,
        port=details.port,
        database=details.database,
        username=details.username,
        password=password,
        path=details.path,
        time_zone=details.time_zone,
        is_encrypted=details.is_encrypted,
        query_timeout_seconds=details.query_timeout_seconds,
        rows_per_second=details.rows_per_second,
    )


def _tested(before: asyncpg.Record | None, details: ConnectionDetails | None) -> Source:
    if details is None:
        if before is None:
            raise BadInput("Please name a connection, or give its values.", path=("connectionId",))
        return source_of(before)
    tidy = check_details(details)
    if before is not None:
        _check_password(before, tidy)
    kept = decrypted(before) if tidy.password is None else tidy.password
    return _source(tidy, password=kept)  # an id of its own: nobody else's open connection is touched


def decrypted(row: asyncpg.Record | None) -> str:
    """The password that is kept; "" for none."""
    return "" if row is None or not row["secret"] else crypto.decrypt(row["secret"])


async def _keep(actor: Actor, tenant: Tenant, source: Source, found: Diagnosis) -> None:
    told = orjson.dumps(found).decode()
    async with db.transaction():
        await db.execute(TESTED, *tenant, source.id, told, clock.now(), found.is_ok, source.version)
        problem = found.problem.value if found.problem else None
        await note(actor, "connection_tested", ("ErpConnection", source.id), tenant, {"problem": problem})
        await connection_changed(tenant, source.id, "tested")


def _check_change(before: asyncpg.Record, details: ConnectionDetails, version: int | None) -> None:
    if version is not None and version != before["version"]:
        raise Conflict(
            "Somebody else changed this connection meanwhile. Please look again.",
            path=("version",),
            params={"version": before["version"]},
        )
    _check_password(before, details)


def _check_password(before: asyncpg.Record, details: ConnectionDetails) -> None:
    """A kept password goes to the server that it is of, and to no other that somebody names."""
    moved = any(before[name] != getattr(details, name) for name in WHERE_IT_IS)
    weaker = before["is_encrypted"] and not details.is_encrypted
    if before["secret"] and details.password is None and (moved or weaker):
        raise BadInput("Please give the password again for the new address.", path=("password",))


async def _check_place(tenant: Tenant, name: str, key: UUID, *, is_new: bool) -> None:
    if await db.fetchval(TAKEN, *tenant, name) not in (None, key):
        raise Conflict("Another connection has this name.", path=("name",))
    if is_new and await db.fetchval(COUNT, *tenant) >= MAX_CONNECTIONS:
        raise BadInput(f"A business has at most {MAX_CONNECTIONS} connections.", path=("connectionId",))


def _is_another_source(before: asyncpg.Record, details: ConnectionDetails) -> bool:
    password = decrypted(before)
    tidy = replace(details, password=password if details.password is None else details.password)
    known = {name: before[name] for name in asdict(tidy) if name not in ("password", "name")}
    return any(known[name] != getattr(tidy, name) for name in known) or tidy.password != password


def _secret(before: asyncpg.Record | None, details: ConnectionDetails) -> str:
    if details.password is None:
        return str(before["secret"]) if before is not None else ""
    return crypto.encrypt(details.password) if details.password else ""


def _values(details: ConnectionDetails, secret: str) -> tuple[object, ...]:
    return (
        details.name,
        details.kind.value,
        details.host,
        details.port,
        details.database,
        details.username,
        secret,
        details.path,
        details.time_zone,
        details.is_encrypted,
        details.rows_per_second,
        details.query_timeout_seconds,
    )
