"""What there is to choose from, and looks at a source."""

from datetime import date
from typing import Annotated

import strawberry

from api import erp
from api.core.ids import key_of, to_global_id
from api.graphql.base import Info, field, query
from api.graphql.erp.connecting import LOOKS
from api.graphql.erp.enums import ErpOnError, ErpSourceKind, ErpStreamKind
from api.graphql.erp.inputs import ResetErpStreamInput
from api.graphql.erp.payloads import MANAGERS, ErpResetPreview, ErpResetPreviewPayload
from api.graphql.erp.types import READERS, ErpMappingRow


@strawberry.type(description="A stream of a ready-made system.")
class ErpPresetStream:
    """A stream to be."""

    kind: ErpStreamKind = field("What its rows are; INVOICE_LINE is read beside INVOICE.")
    table: str = field("The table; {FY} stands for the financial year.")
    columns: list[str] = field("The columns by the names that mappings use.")
    poll_seconds: int = field("How often the source is asked.")
    rows: list[ErpMappingRow] = field("How its fields are filled: a start that can be changed.")


@strawberry.type(description="A ready-made system.")
class ErpPreset:
    """A preset."""

    name: str = field("Its name for addErpStreams.")
    caption: str = field("Its name for people.")
    kinds: list[ErpSourceKind] = field("The kinds of connection that it is read by.")
    time_zone: str | None = field("In which its times are; null for the shop's own.")
    streams: list[ErpPresetStream] = field("What is read of it.")


@strawberry.type(description="A field that a mapping can fill.")
class ErpTarget:
    """A target."""

    name: str = field("Its name.")
    kind: str = field("text, integer, money, decimal, truth, moment, day, phone or choice.")
    is_required: bool = field("Whether every row needs it.")
    description: str = field("What it is.")
    choices: list[str] = field("For choice: which there are.")


@strawberry.type(description="An operation that a mapping's transformation can be made of.")
class ErpOperation:
    """An operation."""

    name: str = field("Its name, as transformations write it.")
    usage: str = field("How it is written, with what it needs in brackets.")


@strawberry.type(description="A column of a table of the source.")
class ErpColumn:
    """A column."""

    name: str = field("Its name.")
    type: str = field("Its type as the source names it.")


@strawberry.type(description="A table or view of the source.")
class ErpTable:
    """A table."""

    name: str = field("Its name.")
    columns: list[ErpColumn] = field("Its columns in their order.")


@strawberry.type(description="A branch that the source's bills name.")
class ErpSeenBranch:
    """A branch."""

    code: str = field("The source's code.")
    bills: int = field("How many bills of it were read of the last two months.")
    last_day: date | None = field("The day of its newest bill; null where none was booked.")
    waiting: int = field("How many bills wait for its store, of the newest 2,000 that wait.")
    store_id: strawberry.ID | None = field(
        "The store that it leads to: as the rules say, else the one of the same code, else the one for all others; "
        "null where its bills wait."
    )
    is_excluded: bool = field("Whether the rules leave it out: its bills earn nothing.")


@strawberry.type
class Queries:
    """Fields of Query."""

    @query(READERS, description="Ready-made systems, to start from.")
    async def erp_presets(self) -> list[ErpPreset]:
        """The same for all."""
        return [_preset(each) for each in erp.PRESETS.values()]

    @query(READERS, description="The fields that a mapping of this kind can fill, in their order.")
    async def erp_targets(
        self, kind: Annotated[ErpStreamKind, strawberry.argument(description="What the rows are.")]
    ) -> list[ErpTarget]:
        """The same for all."""
        return [
            ErpTarget(
                name=each.name,
                kind=each.kind,
                is_required=each.is_required,
                description=each.description,
                choices=list(each.choices),
            )
            for each in erp.TARGETS[erp.StreamKind[kind.name]]
        ]

    @query(READERS, description="The operations of transformations, in their order.")
    async def erp_operations(self) -> list[ErpOperation]:
        """The same for all."""
        return [ErpOperation(name=each.name, usage=each.usage) for each in erp.OPERATIONS.values()]

    @query(
        MANAGERS,
        description="Tables and views that the login may read, by name: a look at the source itself.",
        limit=LOOKS,
        cost=200,
    )
    async def erp_tables(
        self,
        info: Info,
        connection_id: Annotated[strawberry.ID, strawberry.argument(description="Which connection.")],
    ) -> list[ErpTable]:
        """Of a connection of the caller's business."""
        viewer = info.context.viewer
        key = key_of(connection_id, "ErpConnection", path=("connectionId",))
        found = await erp.tables_of(viewer.the_program(), viewer.the_business(), key)
        return [
            ErpTable(name=each.name, columns=[ErpColumn(name=name, type=kind) for name, kind in each.columns])
            for each in found
        ]

    @query(
        READERS,
        description="Branches that the bills of the last two months name, and those that wait for a store; by code.",
        cost=20,
    )
    async def erp_seen_branches(
        self,
        info: Info,
        connection_id: Annotated[strawberry.ID, strawberry.argument(description="Which connection.")],
    ) -> list[ErpSeenBranch]:
        """Of a connection of the caller's business."""
        viewer = info.context.viewer
        key = key_of(connection_id, "ErpConnection", path=("connectionId",))
        return [
            ErpSeenBranch(
                code=each.code,
                bills=each.bills,
                last_day=each.last_day,
                waiting=each.waiting,
                store_id=None
                if each.store_id is None
                else strawberry.ID(to_global_id("Store", each.store_id)),
                is_excluded=each.is_excluded,
            )
            for each in await erp.seen_branches(viewer.the_program(), viewer.the_business(), key)
        ]

    @query(MANAGERS, description="How much resetErpStream would read again. Nothing changes.", cost=20)
    async def preview_erp_reset(
        self,
        info: Info,
        input: Annotated[ResetErpStreamInput, strawberry.argument(description="Since when.")],
    ) -> ErpResetPreviewPayload:
        """Of a stream of the caller's business."""
        viewer = info.context.viewer
        key = key_of(input.stream_id, "ErpStream", path=("streamId",))
        found = await erp.preview_reset(viewer.the_program(), viewer.the_business(), key, input.day)
        return ErpResetPreviewPayload(
            preview=ErpResetPreview(day=found.day, documents=found.documents, years=list(found.years))
        )


def _preset(preset: erp.Preset) -> ErpPreset:
    return ErpPreset(
        name=preset.name,
        caption=preset.caption,
        kinds=sorted((ErpSourceKind[each.name] for each in preset.kinds), key=lambda each: each.name),
        time_zone=preset.time_zone,
        streams=[_stream(each) for each in preset.streams],
    )


def _stream(stream: erp.PresetStream) -> ErpPresetStream:
    return ErpPresetStream(
        kind=ErpStreamKind[stream.spec.kind.name],
        table=stream.spec.table,
        columns=list(stream.columns),
        poll_seconds=stream.poll_seconds,
        rows=[_row(each) for each in stream.rows],
    )


def _row(row: erp.MappingRow) -> ErpMappingRow:
    return ErpMappingRow(
        source_field=row.source_field,
        target_field=row.target_field,
        transformation=row.transformation,
        default=row.default,
        is_required=row.is_required,
        on_error=ErpOnError[row.on_error.name],
    )
