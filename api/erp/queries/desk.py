"""Connections, streams and mappings as the desk looks at them before it changes them: always within one business."""

from collections.abc import Sequence
from uuid import UUID

import asyncpg
import orjson

from api.core import db
from api.core.errors import NotFound
from api.erp.queries.codecs import mapping_of, spec_of
from api.erp.types import MappingRow, StreamKind, StreamSpec

CONNECTION = "SELECT * FROM erp_connection WHERE program_id = $1 AND business_id = $2 AND id = $3"
STREAM = "SELECT * FROM erp_stream WHERE program_id = $1 AND business_id = $2 AND id = $3"
OF_CONNECTION = """
    SELECT * FROM erp_stream WHERE program_id = $1 AND business_id = $2 AND connection_id = $3 ORDER BY created_at, id
"""
OF_KIND = """
    SELECT * FROM erp_stream WHERE program_id = $1 AND business_id = $2 AND kind = $3
        AND ($4::uuid IS NULL OR connection_id = $4) ORDER BY created_at, id
"""
MAPPING = "SELECT rows, lines FROM erp_mapping WHERE program_id = $1 AND stream_id = $2 AND version = $3"


async def the_connection(
    program_id: UUID, business_id: UUID, connection_id: UUID, *, hold: bool = False
) -> asyncpg.Record:
    """A connection of the business, locked until the transaction ends where `hold`. Refuses NOT_FOUND."""
    row = await db.fetchrow(_sql(CONNECTION, hold=hold), program_id, business_id, connection_id)
    if row is None:
        raise NotFound("There is no such connection.", path=("connectionId",))
    return row


async def the_stream(
    program_id: UUID, business_id: UUID, stream_id: UUID, *, hold: bool = False
) -> asyncpg.Record:
    """A stream of the business, locked until the transaction ends where `hold`. Refuses NOT_FOUND."""
    row = await db.fetchrow(_sql(STREAM, hold=hold), program_id, business_id, stream_id)
    if row is None:
        raise NotFound("There is no such stream.", path=("streamId",))
    return row


async def streams_of(
    program_id: UUID, business_id: UUID, connection_id: UUID, *, hold: bool = False
) -> list[asyncpg.Record]:
    """The streams of a connection in the order in which they were made."""
    return await db.fetch(_sql(OF_CONNECTION, hold=hold), program_id, business_id, connection_id)


async def streams_of_kind(
    program_id: UUID, business_id: UUID, kind: StreamKind, connection_id: UUID | None
) -> list[asyncpg.Record]:
    """Streams of that kind, of one connection or of all."""
    return await db.fetch(OF_KIND, program_id, business_id, kind.value, connection_id)


async def saved_mapping(stream: asyncpg.Record) -> tuple[Sequence[MappingRow], Sequence[MappingRow]]:
    """The rows and the lines of the stream's mapping in use; both empty where there is none yet."""
    row = await db.fetchrow(MAPPING, stream["program_id"], stream["id"], stream["mapping_version"])
    if row is None:
        return (), ()
    return mapping_of(orjson.loads(row["rows"])), mapping_of(orjson.loads(row["lines"]))


def specs_of(stream: asyncpg.Record) -> tuple[StreamSpec, StreamSpec | None]:
    """What the stream reads, and how it reads lines, if it does."""
    lines = stream["lines_spec"]
    return spec_of(orjson.loads(stream["spec"])), None if lines is None else spec_of(orjson.loads(lines))


def _sql(text: str, *, hold: bool) -> str:
    return f"{text} FOR UPDATE" if hold else text
