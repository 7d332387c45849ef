"""All that work on a stream needs: its source, what it reads, how rows become fields, the business's rules."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson

from api import businesses
from api.businesses import ProgramRules
from api.core import db
from api.core.audit import Actor, ActorKind
from api.erp.queries.codecs import mapping_of, rules_of, source_of, spec_of
from api.erp.rules import Mapper, compile_mapping
from api.erp.types import (
    Invoice,
    Policy,
    RunKind,
    Source,
    StreamKind,
    StreamSpec,
    StreamState,
    SyncRules,
    Tally,
)

STREAM = """
    SELECT stream.id, stream.program_id, stream.business_id, stream.connection_id, stream.kind, stream.spec,
        stream.lines_spec, stream.state, stream.mapping_version, stream.poll_seconds, stream.overlap_minutes,
        stream.lag_limit_seconds, stream.cursor, stream.history_until, stream.next_reconcile_at, stream.generation,
        stream.run_id, stream.failures, stream.problem, mapping.rows AS mapping_rows, mapping.lines AS mapping_lines
    FROM erp_stream AS stream
    LEFT JOIN erp_mapping AS mapping ON mapping.program_id = stream.program_id AND mapping.stream_id = stream.id
        AND mapping.version = stream.mapping_version
    WHERE stream.id = $1
"""
CONNECTION = "SELECT * FROM erp_connection WHERE id = $1"


class NotReady(Exception):
    """The stream has no mapping yet."""


@dataclass(slots=True)
class Work:
    """A stream under a lease."""

    stream_id: UUID
    program: ProgramRules
    business_id: UUID
    connection_id: UUID
    kind: StreamKind
    state: StreamState
    source: Source
    spec: StreamSpec
    mapper: Mapper
    lines_spec: StreamSpec | None
    line_mapper: Mapper | None
    rules: SyncRules
    policies: dict[str, Policy]
    mapping_version: int
    poll_seconds: int
    overlap_minutes: int
    cursor: dict[str, Any]
    generation: int
    run_id: UUID | None
    was_failing: bool
    reconcile_due_at: datetime | None
    history_until: datetime | None
    stores: dict[str, UUID] = field(default_factory=dict)
    stores_of_branches: dict[str, UUID | None] = field(default_factory=dict)
    tally: Tally = field(default_factory=Tally)
    run_kind: RunKind = RunKind.POLL
    has_dead: bool = True

    @property
    def zone(self) -> ZoneInfo:
        """Where the program lives."""
        return ZoneInfo(self.program.time_zone)

    @property
    def actor(self) -> Actor:
        """Who states what the source says."""
        return Actor(ActorKind.SYSTEM, name="erp", program_id=self.program.id, business_id=self.business_id)

    @property
    def bills_source(self) -> str:
        """Where the keys of the source's bills are unique among all bills of the program."""
        return f"e:{self.connection_id.hex}"

    @property
    def is_backfilling(self) -> bool:
        """True while the stream reads what there was before it."""
        return self.state is StreamState.BACKFILLING

    def is_history(self, invoice: Invoice) -> bool:
        """True where nobody is to be told of a bill: it was keyed before the stream went live."""
        if self.is_backfilling:
            return True
        keyed_at = invoice.entered_at or invoice.occurred_at
        return self.history_until is not None and keyed_at <= self.history_until


async def load(stream_id: UUID) -> Work:
    """The stream with all that its work needs. Raises NotReady."""
    row = await db.fetchrow(STREAM, stream_id)
    if row is None or row["mapping_rows"] is None:
        raise NotReady
    connection = await db.fetchrow(CONNECTION, row["connection_id"])
    if connection is None:
        raise NotReady
    program = await businesses.rules_for(row["program_id"])
    asks = (program.region, program.currency, connection["time_zone"])
    source = source_of(connection)
    spec = spec_of(orjson.loads(row["spec"]))
    has_lines = row["lines_spec"] is not None and bool(orjson.loads(row["mapping_lines"]))
    lines_spec = spec_of(orjson.loads(row["lines_spec"])) if has_lines else None
    stores = (await businesses.stores_of([row["business_id"]])).get(row["business_id"], [])
    return Work(
        stream_id=row["id"],
        program=program,
        business_id=row["business_id"],
        connection_id=row["connection_id"],
        kind=spec.kind,
        state=StreamState(row["state"]),
        source=source,
        spec=spec,
        mapper=_mapper(row["spec"], row["mapping_rows"], *asks),
        lines_spec=lines_spec,
        line_mapper=_mapper(row["lines_spec"], row["mapping_lines"], *asks) if lines_spec else None,
        rules=rules_of(orjson.loads(connection["rules"])),
        policies={name: Policy(value) for name, value in orjson.loads(connection["policies"]).items()},
        mapping_version=row["mapping_version"],
        poll_seconds=row["poll_seconds"],
        overlap_minutes=row["overlap_minutes"],
        cursor=orjson.loads(row["cursor"]),
        generation=row["generation"],
        run_id=row["run_id"],
        was_failing=row["problem"] != "",
        reconcile_due_at=row["next_reconcile_at"],
        history_until=row["history_until"],
        stores={store.code.lower(): store.id for store in stores if store.is_active},
    )


@lru_cache(maxsize=1_000)
def _mapper(spec_json: str, rows_json: str, region: str, currency: str, time_zone: str) -> Mapper:
    """Made once for all polls: it costs more than asking an idle source."""
    spec = spec_of(orjson.loads(spec_json))
    return compile_mapping(
        spec.kind,
        mapping_of(orjson.loads(rows_json)),
        [name for name, _ in spec.columns],
        region=region,
        currency=currency,
        time_zone=time_zone,
    )


def store_of(work: Work, branch: str) -> UUID | None:
    """The store of a branch: as the business said, else the one of the same code, else the one for all others."""
    if branch not in work.stores_of_branches:
        work.stores_of_branches[branch] = _store_of(work, branch)
    return work.stores_of_branches[branch]


def _store_of(work: Work, branch: str) -> UUID | None:
    named = work.rules.branches.get(branch)
    if named is not None:
        return named
    same: UUID | None = work.stores.get(branch.lower()) if branch else None
    only = next(iter(work.stores.values())) if len(work.stores) == 1 else None
    return same or work.rules.default_store_id or only
