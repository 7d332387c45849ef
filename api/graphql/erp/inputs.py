"""What can be told of connections, streams and mappings."""

from datetime import date

import strawberry

from api import erp
from api.core.errors import BadInput
from api.graphql.base import field
from api.graphql.erp.enums import ErpOnError, ErpSourceKind


@strawberry.input(description="A connection: where a system is and how to sign in.")
class ErpConnectionDetailsInput:
    """Values of a connection."""

    name: str = field("Its name, up to 80 characters, once in a business.")
    kind: ErpSourceKind = field("What it is.")
    time_zone: str = field("In which its times without a zone are, like Asia/Kolkata.")
    host: str = field("Name or address, with SQL Server's instance as SRV\\\\SHOP.", default="")
    port: int | None = field("Port; the usual one when left out.", default=None)
    database: str = field("Which database.", default="")
    username: str = field("Who signs in: best a login that may only read.", default="")
    password: str | None = field(
        "Kept encrypted and never shown. Left out it stays as it is, unless the address changes.",
        default=None,
    )
    path: str = field("For SQLITE and CSV_FOLDER: where, below the server's folder for files.", default="")
    is_encrypted: bool = field("Whether the way there must be encrypted.", default=False)
    rows_per_second: int | None = field(
        "The most rows to read in a second; no limit when left out.", default=None
    )
    query_timeout_seconds: int = field("How long one question may take, 1 to 600.", default=30)

    def details(self) -> erp.ConnectionDetails:
        """As the domain takes it."""
        return erp.ConnectionDetails(
            name=self.name,
            kind=erp.SourceKind[self.kind.name],
            time_zone=self.time_zone,
            host=self.host,
            port=self.port,
            database=self.database,
            username=self.username,
            password=self.password,
            path=self.path,
            is_encrypted=self.is_encrypted,
            rows_per_second=self.rows_per_second,
            query_timeout_seconds=self.query_timeout_seconds,
        )


@strawberry.input(description="A connection to make or to change.")
class SaveErpConnectionInput:
    """Which, and its values."""

    connection_id: strawberry.ID | None = field("Which one changes; a new one when left out.", default=None)
    connection: ErpConnectionDetailsInput = field("All its values.")
    version: int | None = field("The version that you saw, when one changes.", default=None)


@strawberry.input(
    description="A connection to test: one that is kept, typed values, or those over a kept one."
)
class TestErpConnectionInput:
    """Which, or what."""

    __test__ = False  # no test of pytest's

    connection_id: strawberry.ID | None = field("A connection that is kept.", default=None)
    connection: ErpConnectionDetailsInput | None = field("Values that are not kept yet.", default=None)


@strawberry.input(description="A connection.")
class ErpConnectionInput:
    """Which."""

    connection_id: strawberry.ID = field("Which connection.")


@strawberry.input(description="Streams of a ready-made system.")
class AddErpStreamsInput:
    """Where, and of what."""

    connection_id: strawberry.ID = field("Which connection.")
    preset: str = field("The system, as `erpPresets` names it.")


@strawberry.input(description="A stream.")
class ErpStreamInput:
    """Which."""

    stream_id: strawberry.ID = field("Which stream.")


@strawberry.input(description="How a stream is asked; what is left out stays.")
class SaveErpStreamInput:
    """Which, and how."""

    stream_id: strawberry.ID = field("Which stream.")
    poll_seconds: int | None = field("How often, 5 to 86,400 seconds.", default=None)
    overlap_minutes: int | None = field("How far back each time, 0 to 2,880 minutes.", default=None)
    lag_limit_seconds: int | None = field("From when on it counts as late, 60 to 604,800.", default=None)

    def changes(self) -> erp.StreamChanges:
        """As the domain takes it."""
        found: erp.StreamChanges = {}
        if self.poll_seconds is not None:
            found["poll_seconds"] = self.poll_seconds
        if self.overlap_minutes is not None:
            found["overlap_minutes"] = self.overlap_minutes
        if self.lag_limit_seconds is not None:
            found["lag_limit_seconds"] = self.lag_limit_seconds
        return found


@strawberry.input(description="How one field is filled.")
class ErpMappingRowInput:
    """A row."""

    source_field: str = field("The column; empty where the transformation makes the value.", default="")
    target_field: str = field("The field, as `erpTargets` names it.")
    transformation: str = field("Operations, joined by |.", default="")
    default: str | None = field("What stands in where there is nothing.", default=None)
    is_required: bool = field("Whether a row without it is set aside.", default=False)
    on_error: ErpOnError | None = field(
        "What becomes of a row in which it cannot be worked out; DEAD when left out.", default=None
    )

    def payload(self) -> dict[str, object]:
        """As the payload of a mapping has it."""
        return {
            "source_field": self.source_field,
            "target_field": self.target_field,
            "transformation": self.transformation,
            "default": self.default,
            "is_required": self.is_required,
            "on_error": None if self.on_error is None else self.on_error.name.lower(),
        }


@strawberry.input(description="A mapping to look at over the newest 100 rows.")
class DryRunErpMappingInput:
    """Of which stream, and its rows."""

    stream_id: strawberry.ID = field("Which stream.")
    rows: list[ErpMappingRowInput] = field("How the fields are filled; at most 100.")
    lines: list[ErpMappingRowInput] | None = field(
        "How those of a bill's lines are; lines are not read when left out.", default=None
    )

    def mapping(self) -> tuple[tuple[erp.MappingRow, ...], tuple[erp.MappingRow, ...]]:
        """Rows and lines as the domain takes them."""
        return _rows("invoice", self.rows, "rows"), _rows("invoice_line", self.lines or [], "lines")


@strawberry.input(description="A mapping to keep, exactly as it was looked at.")
class SaveErpMappingInput(DryRunErpMappingInput):
    """The same with the token."""

    dry_run_token: str = field("The token that dryRunErpMapping gave, within an hour.")


def _rows(kind: str, given: list[ErpMappingRowInput], name: str) -> tuple[erp.MappingRow, ...]:
    if not given and name == "lines":
        return ()
    try:
        return erp.parse_payload(kind, [each.payload() for each in given])[1]
    except BadInput as refusal:
        raise BadInput(refusal.message, path=(name, *refusal.path[1:])) from refusal


@strawberry.input(description="A stream and the day from which it is read again.")
class ResetErpStreamInput:
    """Which, and since when."""

    stream_id: strawberry.ID = field("Which stream.")
    day: date = field("From midnight of that day, in the source's own time.")
