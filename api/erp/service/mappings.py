"""Mappings: looked at over real rows first, and kept, version by version, only as they were looked at."""

from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

import asyncpg
import orjson

from api import businesses
from api.core import clock, crypto, db
from api.core.audit import Actor
from api.core.errors import BadInput, NotFound
from api.core.ids import new_id
from api.erp.errors import DryRunNeeded, MappingInvalid, SourceUnreachable
from api.erp.ports import source_reader
from api.erp.queries.codecs import mapping_json
from api.erp.queries.desk import saved_mapping, specs_of, streams_of_kind, the_stream
from api.erp.rules import PRESETS, Mapper, check, compile_mapping, dry_row, parse_payload
from api.erp.service.connections import the_source
from api.erp.service.telling import note, stream_moved
from api.erp.types import (
    DryRow,
    DryRun,
    MappingRow,
    SavedMapping,
    Source,
    SourceFailed,
    StreamKind,
    StreamSpec,
)

DRY_ROWS = 100
GOOD_FOR = timedelta(hours=1)
PURPOSE = "erp.dry-run"
INSERT = """
    INSERT INTO erp_mapping (id, program_id, business_id, stream_id, version, rows, lines, dry_rows, dry_dead, made_by)
    VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7::jsonb, $8, $9, $10)
"""
# the worker that maps by the older version loses its lease, and begins anew by this one
USE = """
    UPDATE erp_stream SET mapping_version = $3, version = version + 1, generation = generation + 1,
        leased_until = NULL, next_poll_at = CASE WHEN state IN ('live', 'backfilling') THEN $4::timestamptz END
    WHERE program_id = $1 AND id = $2
"""
Rows = Sequence[MappingRow]


async def dry_run(
    program_id: UUID, business_id: UUID, stream_id: UUID, rows: Rows, lines_rows: Rows = ()
) -> DryRun:
    """What a mapping makes of the newest 100 rows of the source, and of 100 lines of an invoice stream.

    Refuses NOT_FOUND, MAPPING_INVALID at ("rows", index, field) or ("lines", ...), and SOURCE_UNREACHABLE.
    """
    stream = await the_stream(program_id, business_id, stream_id)
    spec, lines_spec = specs_of(stream)
    tidy, tidy_lines = _checked(spec, lines_spec, rows, lines_rows)
    source = await the_source(program_id, business_id, stream["connection_id"])
    mapper = await _mapper(program_id, source, spec, tidy)
    told = await _tried(source, spec, mapper)
    told_lines: list[DryRow] = []
    if lines_spec is not None and tidy_lines:
        told_lines = await _tried(
            source, lines_spec, await _mapper(program_id, source, lines_spec, tidy_lines)
        )
    is_good = _is_alive(told) and _is_alive(told_lines)
    counts = (len(told) + len(told_lines), sum(each.result is None for each in (*told, *told_lines)))
    token = _token(stream, tidy, tidy_lines, counts) if is_good else ""
    return DryRun(stream_id, told, told_lines, token)


async def save_mapping(
    actor: Actor,
    program_id: UUID,
    business_id: UUID,
    stream_id: UUID,
    rows: Rows,
    lines_rows: Rows,
    dry_run_token: str,
) -> SavedMapping:
    """Keeps a mapping as the stream's next version; from now on rows are mapped by it.

    Refuses NOT_FOUND, MAPPING_INVALID, and DRY_RUN_NEEDED without the token of a dry run of exactly these rows, not
    older than an hour, in which not every row was dead.
    """
    tenant = (program_id, business_id)
    async with db.transaction():
        stream = await the_stream(program_id, business_id, stream_id, hold=True)
        tidy, tidy_lines = _checked(*specs_of(stream), rows, lines_rows)
        seen, dead = _read_token(dry_run_token, stream, tidy, tidy_lines)
        version: int = stream["mapping_version"] + 1
        kept = (version, mapping_json(tidy), mapping_json(tidy_lines), seen, dead, actor.name[:200])
        saved = SavedMapping(new_id(), stream_id, version, seen, dead)
        await db.execute(INSERT, saved.id, *tenant, stream_id, *kept)
        await db.execute(USE, program_id, stream_id, version, clock.now())
        after = {"version": version, "rows": len(tidy), "lines": len(tidy_lines), "dead": dead}
        await note(actor, "mapping_saved", ("ErpStream", stream_id), tenant, after)
        await stream_moved(stream, stream["state"])
        return saved


async def save_mapping_payload(
    actor: Actor,
    program_id: UUID,
    business_id: UUID,
    mapping_type: object,
    mappings: object,
    *,
    connection_id: UUID | None = None,
) -> SavedMapping:
    """Keeps a mapping that names only what its rows are: it is tried over the stream of that kind, then saved.

    Lines are kept with the bills' mapping that is there, and the other way round. Refuses as `dry_run`; BAD_INPUT for
    a payload that is none and where several connections have such a stream, NOT_FOUND where none has.
    """
    kind, rows = parse_payload(mapping_type, mappings)
    is_lines = kind is StreamKind.INVOICE_LINE
    stream = await _only_stream(
        program_id, business_id, StreamKind.INVOICE if is_lines else kind, connection_id
    )
    kept_rows, kept_lines = await _kept(stream)
    pair = (kept_rows, rows) if is_lines else (rows, kept_lines)
    tried = await dry_run(program_id, business_id, stream["id"], *pair)
    if not tried.token:
        raise DryRunNeeded(
            "Not one of the newest rows could be taken by this mapping.",
            path=("rows",),
            params={"rows": len(tried.rows) + len(tried.lines), "dead": tried.dead},
        )
    return await save_mapping(actor, program_id, business_id, stream["id"], pair[0], pair[1], tried.token)


async def starting_mapping(program_id: UUID, business_id: UUID, stream_id: UUID) -> tuple[Rows, Rows]:
    """The rows and lines with which an editor opens: those in use, else those of the preset. Refuses NOT_FOUND."""
    return await _kept(await the_stream(program_id, business_id, stream_id))


async def _kept(stream: asyncpg.Record) -> tuple[Rows, Rows]:
    rows, lines = await saved_mapping(stream)
    preset = PRESETS.get(stream["preset"])
    if rows or preset is None:
        return rows, lines
    by_kind = {each.spec.kind: each.rows for each in preset.streams}
    own = by_kind.get(StreamKind(stream["kind"]), ())
    return own, by_kind.get(StreamKind.INVOICE_LINE, ()) if stream["lines_spec"] is not None else ()


async def _only_stream(
    program_id: UUID, business_id: UUID, kind: StreamKind, connection_id: UUID | None
) -> asyncpg.Record:
    streams = await streams_of_kind(program_id, business_id, kind, connection_id)
    if not streams:
        raise NotFound(f"No connection has a stream of {kind.value}.", path=("mapping_type",))
    if len(streams) > 1:
        raise BadInput("Several connections have such a stream. Please name one.", path=("connection_id",))
    return streams[0]


def _checked(
    spec: StreamSpec, lines_spec: StreamSpec | None, rows: Rows, lines_rows: Rows
) -> tuple[Rows, Rows]:
    tidy = _check(spec, rows, "rows")
    if not lines_rows:
        return tidy, ()
    if lines_spec is None:
        raise MappingInvalid("This stream reads no lines.", path=("lines",))
    return tidy, _check(lines_spec, lines_rows, "lines")


def _check(spec: StreamSpec, rows: Rows, field: str) -> Rows:
    try:
        return check(spec.kind, rows, _columns(spec))
    except BadInput as refusal:
        raise MappingInvalid(refusal.message, path=(field, *refusal.path[1:])) from refusal


def _columns(spec: StreamSpec) -> list[str]:
    return [name for name, _ in spec.columns]


async def _mapper(program_id: UUID, source: Source, spec: StreamSpec, rows: Rows) -> Mapper:
    program = await businesses.rules_for(program_id)
    return compile_mapping(
        spec.kind,
        rows,
        _columns(spec),
        region=program.region,
        currency=program.currency,
        time_zone=source.time_zone,
    )


async def _tried(source: Source, spec: StreamSpec, mapper: Mapper) -> list[DryRow]:
    """The newest rows, from the newest year back until there are enough."""
    reader, told = source_reader(), list[DryRow]()
    try:
        for year in reversed(await reader.years(source, spec)):
            page = await reader.newest(source, spec, year, DRY_ROWS - len(told))
            pairs = zip(page.keys, page.rows, strict=True)
            told += [dry_row(mapper, _columns(spec), key, row) for key, row in pairs]
            if len(told) >= DRY_ROWS:
                break
    except SourceFailed as failed:
        raise unreachable(failed) from failed
    return told


def unreachable(failed: SourceFailed) -> SourceUnreachable:
    """The same as a refusal."""
    return SourceUnreachable(failed.message, params={"problem": failed.problem.value})


def _is_alive(rows: Sequence[DryRow]) -> bool:
    """An empty table has nothing against a mapping."""
    return not rows or any(each.result is not None for each in rows)


def _token(stream: asyncpg.Record, rows: Rows, lines: Rows, counts: tuple[int, int]) -> str:
    """`until.rows.dead.signature`: what was seen travels with the client, and nobody can say it for another mapping."""
    until = int((clock.now() + GOOD_FOR).timestamp())
    return ".".join(map(str, (until, *counts, _signature(stream, rows, lines, until, *counts))))


def _read_token(token: str, stream: asyncpg.Record, rows: Rows, lines: Rows) -> tuple[int, int]:
    needed = DryRunNeeded("Please look at a dry run of exactly this mapping first.", path=("dryRunToken",))
    parts = token.split(".")
    if (
        not token.isascii()
        or len(parts) != 4
        or not all(part.isdigit() and len(part) < 16 for part in parts[:3])
    ):
        raise needed
    until, seen, dead = map(int, parts[:3])
    is_right = crypto.same_hash(parts[3], _signature(stream, rows, lines, until, seen, dead))
    if not is_right or clock.now().timestamp() > until:
        raise needed
    return seen, dead


def _signature(stream: asyncpg.Record, rows: Rows, lines: Rows, until: int, seen: int, dead: int) -> str:
    content = orjson.dumps([list(rows), list(lines), stream["spec"], stream["lines_spec"]])
    text = f"{stream['id']}:{sha256(content).hexdigest()}:{until}:{seen}:{dead}"
    return crypto.keyed_hash(PURPOSE, text)
