"""Payloads of connections, streams and mappings."""

from datetime import date

import strawberry

from api import erp
from api.graphql.base import JSON, Payload, field, requires
from api.graphql.erp.types import ErpConnection, ErpMapping, ErpRun, ErpStream

MANAGERS = requires("erp.manage")


@strawberry.type(description="The connection as it is now.")
class ErpConnectionPayload(Payload):
    """A connection or why not."""

    connection: ErpConnection | None = field(
        "The connection; null when refused, and when it was removed.", default=None
    )


@strawberry.type(description="What a test of a connection found.")
class ErpDiagnosis:
    """A diagnosis."""

    is_ok: bool = field("Whether rows can be read.")
    problem: str | None = field("What is wrong, as a short word; null for nothing.")
    message: str = field("The same as a sentence that says what to do.")
    server_version: str = field("What the server says it is; may be empty.")
    latency_ms: int = field("How long it took to answer, in milliseconds.")
    tables: int = field("How many tables the login may read.")
    can_write: bool = field("A warning: the login could change the source.")
    clock_skew_seconds: int = field("How far its clock is ahead of ours.")


@strawberry.type(description="What a test found, and the connection.")
class ErpDiagnosisPayload(Payload):
    """A diagnosis or why not."""

    diagnosis: ErpDiagnosis | None = field("What was found; null when refused.", default=None)
    connection: ErpConnection | None = field(
        "The connection as it is now; null for values that are not kept.", default=None
    )


@strawberry.type(description="The stream as it is now.")
class ErpStreamPayload(Payload):
    """A stream or why not."""

    stream: ErpStream | None = field("The stream; null when refused.", default=None)
    run: ErpRun | None = field("The run that began; null for others.", default=None)


@strawberry.type(description="Why one field of one row could not be.")
class ErpFieldProblem:
    """A problem."""

    target_field: str = field("The field.")
    code: str = field("Why, as a short word.")
    message: str = field("Why, as a sentence.")


@strawberry.type(description="What a mapping makes of one row.")
class ErpDryRow:
    """A row."""

    key: str = field("The row's key.")
    source: JSON = field("The row as it was read: values by column.")
    result: JSON | None = field("The fields that came of it; null where it could not be taken.")
    problems: list[ErpFieldProblem] = field("Why not.")


@strawberry.type(description="What a mapping makes of the newest rows. Nothing is booked.")
class ErpDryRun:
    """A dry run."""

    rows: list[ErpDryRow] = field("Rows, at most 100.")
    lines: list[ErpDryRow] = field("Lines of bills, at most 100.")
    dead: int = field("How many of both could not be taken.")
    token: str | None = field(
        "With it saveErpMapping keeps exactly this mapping within an hour; null where not one row could be taken."
    )


@strawberry.type(description="A dry run.")
class ErpDryRunPayload(Payload):
    """A dry run or why not."""

    dry_run: ErpDryRun | None = field("What came of the rows; null when refused.", default=None)


@strawberry.type(description="The mapping as it was kept, and its stream.")
class ErpMappingPayload(Payload):
    """A mapping or why not."""

    mapping: ErpMapping | None = field("The mapping; null when refused.", default=None)
    stream: ErpStream | None = field("The stream; null when refused.", default=None)


@strawberry.type(description="What reading from a day on would read again.")
class ErpResetPreview:
    """A preview."""

    day: date = field("From which day.")
    documents: int = field(
        "How many known documents would be read again; those that are as they were change nothing."
    )
    years: list[str] = field("Of which financial years; an empty text where there is one table for all.")


@strawberry.type(description="What reading from a day on would read again, or why it cannot be.")
class ErpResetPreviewPayload(Payload):
    """A preview or why not."""

    preview: ErpResetPreview | None = field("The preview; null when refused.", default=None)


def show_diagnosis(found: erp.Diagnosis) -> ErpDiagnosis:
    """A diagnosis."""
    return ErpDiagnosis(
        is_ok=found.is_ok,
        problem=found.problem.value if found.problem else None,
        message=found.message,
        server_version=found.server_version,
        latency_ms=found.latency_ms,
        tables=found.tables,
        can_write=found.can_write,
        clock_skew_seconds=found.clock_skew_seconds,
    )


def show_dry_run(found: erp.DryRun) -> ErpDryRun:
    """A dry run."""
    return ErpDryRun(
        rows=[_row(each) for each in found.rows],
        lines=[_row(each) for each in found.lines],
        dead=found.dead,
        token=found.token or None,
    )


def _row(found: erp.DryRow) -> ErpDryRow:
    return ErpDryRow(
        key=found.key,
        source=JSON(dict(found.source)),
        result=None if found.result is None else JSON(dict(found.result)),
        problems=[
            ErpFieldProblem(target_field=each.target_field, code=each.code, message=each.message)
            for each in found.problems
        ],
    )
