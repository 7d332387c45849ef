"""Streams and whole connections that rest, and go on where they were."""

from uuid import UUID

import asyncpg
import orjson

from api.core import clock, db
from api.core.audit import Actor
from api.erp.errors import StreamBusy
from api.erp.queries.desk import streams_of, the_connection, the_stream
from api.erp.service.telling import connection_changed, note, stream_moved
from api.erp.types import ConnectionState, StreamState

RUNNING = (StreamState.LIVE, StreamState.BACKFILLING)
PAUSE = """
    UPDATE erp_stream SET state = 'paused', next_poll_at = NULL, leased_until = NULL, generation = generation + 1,
        version = version + 1
    WHERE program_id = $1 AND id = $2
"""
# a run that rests has stopped and not ended: by this a resumed stream knows that its history is not read to the end
HALT_RUNS = """
    UPDATE erp_run SET state = 'stopped', moved_at = $3::timestamptz,
        ended_at = CASE WHEN kind <> 'backfill' THEN $3::timestamptz END
    WHERE program_id = $1 AND stream_id = $2 AND state = 'running'
"""
GO_ON = """
    UPDATE erp_run SET state = 'running', moved_at = $3
    WHERE program_id = $1 AND id = $2 AND kind = 'backfill' AND state = 'stopped' AND ended_at IS NULL RETURNING id
"""
RESUME = """
    UPDATE erp_stream SET state = $3, next_poll_at = $4, leased_until = NULL, generation = generation + 1, failures = 0,
        problem = '', problem_text = '', version = version + 1
    WHERE program_id = $1 AND id = $2
"""
SET_STATE = "UPDATE erp_connection SET state = $2 WHERE id = $1"


async def pause(actor: Actor, program_id: UUID, business_id: UUID, stream_id: UUID) -> None:
    """The source is asked no more. Refuses NOT_FOUND, and STREAM_BUSY for one that does not run."""
    async with db.transaction():
        stream = await the_stream(program_id, business_id, stream_id, hold=True)
        if stream["state"] not in RUNNING:
            raise _busy(stream)
        await _pause(stream)
        await note(actor, "stream_paused", ("ErpStream", stream_id), (program_id, business_id))


async def resume(actor: Actor, program_id: UUID, business_id: UUID, stream_id: UUID) -> None:
    """Goes on where it was: with its history, or with what is new. Refuses NOT_FOUND, and STREAM_BUSY for one that
    does not rest or whose connection rests.
    """
    async with db.transaction():
        stream = await the_stream(program_id, business_id, stream_id, hold=True)
        if stream["state"] != StreamState.PAUSED:
            raise _busy(stream)
        connection = await the_connection(program_id, business_id, stream["connection_id"])
        if connection["state"] == ConnectionState.PAUSED:
            raise StreamBusy("Its connection rests. Please resume that.", path=("connectionId",))
        await _resume(stream)
        await note(actor, "stream_resumed", ("ErpStream", stream_id), (program_id, business_id))


async def pause_connection(actor: Actor, program_id: UUID, business_id: UUID, connection_id: UUID) -> None:
    """All its streams rest. Refuses NOT_FOUND; a connection that rests already stays so."""
    tenant = (program_id, business_id)
    async with db.transaction():
        connection = await the_connection(program_id, business_id, connection_id, hold=True)
        for stream in await streams_of(program_id, business_id, connection_id, hold=True):
            if stream["state"] in RUNNING:
                await _pause(stream)
        if connection["state"] != ConnectionState.PAUSED:
            await db.execute(SET_STATE, connection_id, ConnectionState.PAUSED.value)
            await note(actor, "connection_paused", ("ErpConnection", connection_id), tenant)
            await connection_changed(tenant, connection_id, "paused")


async def resume_connection(actor: Actor, program_id: UUID, business_id: UUID, connection_id: UUID) -> None:
    """All its streams that rest go on. Refuses NOT_FOUND, and STREAM_BUSY for a connection that does not rest."""
    tenant = (program_id, business_id)
    async with db.transaction():
        connection = await the_connection(program_id, business_id, connection_id, hold=True)
        if connection["state"] != ConnectionState.PAUSED:
            raise StreamBusy("This connection does not rest.", params={"state": connection["state"]})
        await db.execute(SET_STATE, connection_id, _tested(connection).value)
        for stream in await streams_of(program_id, business_id, connection_id, hold=True):
            if stream["state"] == StreamState.PAUSED:
                await _resume(stream)
        await note(actor, "connection_resumed", ("ErpConnection", connection_id), tenant)
        await connection_changed(tenant, connection_id, "resumed")


async def _pause(stream: asyncpg.Record) -> None:
    await db.execute(PAUSE, stream["program_id"], stream["id"])
    await db.execute(HALT_RUNS, stream["program_id"], stream["id"], clock.now())
    await stream_moved(stream, StreamState.PAUSED)


async def _resume(stream: asyncpg.Record) -> None:
    now = clock.now()
    is_history = await db.fetchval(GO_ON, stream["program_id"], stream["run_id"], now) is not None
    state = StreamState.BACKFILLING if is_history else StreamState.LIVE
    await db.execute(RESUME, stream["program_id"], stream["id"], state.value, now)
    await stream_moved(stream, state)


def _tested(connection: asyncpg.Record) -> ConnectionState:
    """As its last test left it."""
    if connection["diagnosis"] is None:
        return ConnectionState.UNTESTED
    is_ok = orjson.loads(connection["diagnosis"]).get("problem") is None
    return ConnectionState.WORKING if is_ok else ConnectionState.FAILING


def _busy(stream: asyncpg.Record) -> StreamBusy:
    return StreamBusy(
        f"This cannot be done while the stream is {stream['state']}.", params={"state": stream["state"]}
    )
