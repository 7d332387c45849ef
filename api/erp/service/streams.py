"""What is read of a connection: streams of a ready-made system, or of a table of one's own."""

from datetime import timedelta
from uuid import UUID

from api.core import db
from api.core.audit import Actor
from api.core.errors import BadInput
from api.core.ids import new_id
from api.erp.errors import StreamBusy
from api.erp.queries.codecs import spec_json
from api.erp.queries.desk import streams_of, the_connection, the_stream
from api.erp.rules import PRESETS, STREAM_KINDS, Preset, check_spec
from api.erp.service.telling import connection_changed, note, stream_moved
from api.erp.types import SourceKind, StreamChanges, StreamKind, StreamSpec, StreamState

SPANS = {"poll_seconds": (5, 86_400), "overlap_minutes": (0, 2_880), "lag_limit_seconds": (60, 604_800)}
MINUTE = timedelta(minutes=1)
INSERT = """
    INSERT INTO erp_stream (id, program_id, business_id, connection_id, kind, preset, spec, lines_spec, state,
        mapping_version, poll_seconds, overlap_minutes, lag_limit_seconds, cursor, generation, failures, problem,
        problem_text, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb, $8::jsonb, 'draft', 0, $9, $10, 900, '{}', 0, 0, '', '', 1)
    ON CONFLICT (program_id, connection_id, kind) DO NOTHING RETURNING id
"""
SAVE = """
    UPDATE erp_stream SET poll_seconds = coalesce($3, poll_seconds), overlap_minutes = coalesce($4, overlap_minutes),
        lag_limit_seconds = coalesce($5, lag_limit_seconds), version = version + 1
    WHERE program_id = $1 AND id = $2
"""
SAVE_SPEC = """
    UPDATE erp_stream SET spec = $3::jsonb, lines_spec = $4::jsonb, preset = '', mapping_version = 0,
        version = version + 1, generation = generation + 1, leased_until = NULL
    WHERE program_id = $1 AND id = $2
"""


async def add_streams(
    actor: Actor, program_id: UUID, business_id: UUID, connection_id: UUID, preset: str
) -> list[UUID]:
    """Draft streams of a ready-made system: all of the connection's then; kinds that it has already stay as they are.

    Refuses NOT_FOUND, and BAD_INPUT for an unknown preset or one that is of another kind of database.
    """
    tenant, chosen = (program_id, business_id), _preset(preset)
    async with db.transaction():
        connection = await the_connection(program_id, business_id, connection_id, hold=True)
        if SourceKind(connection["kind"]) not in chosen.kinds:
            raise BadInput(f"{chosen.caption} is not read from this kind of system.", path=("preset",))
        kinds = [each.spec.kind for each in chosen.streams if each.spec.kind in STREAM_KINDS]
        for kind in kinds:
            stream = chosen.stream(kind)
            lines = _lines(chosen) if kind is StreamKind.INVOICE else None
            overlap = stream.overlap // MINUTE
            given = (chosen.name, spec_json(stream.spec), lines, stream.poll_seconds, overlap)
            await db.fetchval(INSERT, new_id(), *tenant, connection_id, kind.value, *given)
        await note(actor, "streams_added", ("ErpConnection", connection_id), tenant, {"preset": chosen.name})
        await connection_changed(tenant, connection_id, "streams")
        return [row["id"] for row in await streams_of(program_id, business_id, connection_id)]


async def save_stream(
    actor: Actor, program_id: UUID, business_id: UUID, stream_id: UUID, changes: StreamChanges
) -> None:
    """How often and how far back a stream asks, and when it is late. Refuses NOT_FOUND and numbers out of bounds."""
    values: list[int | None] = []
    for name, (least, most) in SPANS.items():
        number = changes.get(name)
        if number is not None and not (isinstance(number, int) and least <= number <= most):
            raise BadInput(f"Please give {least} to {most}.", path=(name,))
        values.append(number if isinstance(number, int) else None)
    async with db.transaction():
        stream = await the_stream(program_id, business_id, stream_id, hold=True)
        await db.execute(SAVE, program_id, stream_id, *values)
        after = dict(zip(SPANS, values, strict=True))
        await note(actor, "stream_saved", ("ErpStream", stream_id), (program_id, business_id), after)
        await stream_moved(stream, stream["state"])


async def save_spec(
    actor: Actor,
    program_id: UUID,
    business_id: UUID,
    connection_id: UUID,
    spec: StreamSpec,
    lines_spec: StreamSpec | None = None,
) -> UUID:
    """The stream of that kind reads these tables; it is made where there is none. It needs a new mapping then.

    Refuses what is not plain tables and columns, NOT_FOUND, and STREAM_BUSY for a stream that is not a draft.
    """
    tenant = (program_id, business_id)
    _check_specs(spec, lines_spec)
    lines = None if lines_spec is None else spec_json(lines_spec)
    async with db.transaction():
        await the_connection(program_id, business_id, connection_id, hold=True)
        made: UUID | None = await db.fetchval(
            INSERT, new_id(), *tenant, connection_id, spec.kind.value, "", spec_json(spec), lines, 60, 180
        )
        if made is None:
            made = await _change(tenant, connection_id, spec, lines)
        await note(actor, "spec_saved", ("ErpStream", made), tenant, {"table": spec.table})
        await connection_changed(tenant, connection_id, "streams")
        return made


async def _change(
    tenant: tuple[UUID, UUID], connection_id: UUID, spec: StreamSpec, lines: str | None
) -> UUID:
    streams = await streams_of(*tenant, connection_id, hold=True)
    stream = next(each for each in streams if each["kind"] == spec.kind)
    if stream["state"] != StreamState.DRAFT:
        raise StreamBusy("What a stream reads is changed before it runs.", path=("streamId",))
    await db.execute(SAVE_SPEC, tenant[0], stream["id"], spec_json(spec), lines)
    key: UUID = stream["id"]
    return key


def _check_specs(spec: StreamSpec, lines_spec: StreamSpec | None) -> None:
    if spec.kind not in STREAM_KINDS:
        raise BadInput("Lines are read beside their bills.", path=("kind",))
    check_spec(spec)
    if lines_spec is None:
        return
    if spec.kind is not StreamKind.INVOICE or lines_spec.kind is not StreamKind.INVOICE_LINE:
        raise BadInput("Only bills have lines.", path=("linesSpec",))
    check_spec(lines_spec)


def _preset(name: str) -> Preset:
    preset = PRESETS.get(name)
    if preset is None:
        raise BadInput(f"There is no preset {name[:40]}; there are {', '.join(PRESETS)}.", path=("preset",))
    return preset


def _lines(preset: Preset) -> str | None:
    try:
        return spec_json(preset.stream(StreamKind.INVOICE_LINE).spec)
    except KeyError:
        return None
