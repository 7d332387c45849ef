"""Connections, streams, mappings and what waits for a person, as clients see them."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from api import erp
from api.graphql.base import (
    JSON,
    Connection,
    Money,
    Node,
    Points,
    column,
    embedded,
    many,
    money_columns,
    one,
    pages,
    reads,
    requires,
)
from api.graphql.erp.enums import (
    ErpConflictState,
    ErpConnectionState,
    ErpCursorKind,
    ErpDateBasis,
    ErpDeadState,
    ErpOnError,
    ErpPolicy,
    ErpPolicyField,
    ErpRunKind,
    ErpRunState,
    ErpSourceKind,
    ErpStreamKind,
    ErpStreamState,
)

if TYPE_CHECKING:
    from api.graphql.businesses.types import Store
    from api.graphql.customers.types import Customer

BUSINESSES = strawberry.lazy("api.graphql.businesses.types")
CUSTOMERS = strawberry.lazy("api.graphql.customers.types")
READERS = requires("erp.read")
OF_STREAM = "self.stream_pk = parent.pk"
OF_CONNECTION = "self.connection_pk = parent.pk"


@reads(erp.MAPPING_ROWS)
@strawberry.type(description="How one field is filled.")
class ErpMappingRow:
    """A row of a mapping."""

    source_field: str = column("The column of the source; empty where the transformation makes the value.")
    target_field: str = column("The field that it fills, as `erpTargets` names it.")
    transformation: str = column("Operations, joined by |; may be empty.")
    default: str | None = column("What stands in where there is nothing.", name="default_value")
    is_required: bool = column("Whether a row without it is set aside.")
    on_error: ErpOnError = column("What becomes of a row in which it cannot be worked out.")


@reads(erp.MAPPINGS, node="", guard=READERS)
@strawberry.type(description="One version of a stream's mapping. It never changes; a newer one follows.")
class ErpMapping(Node):
    """A mapping."""

    version: int = column("Its number, from 1.")
    rows: list[ErpMappingRow] = many(
        "How the fields are filled, in their order.",
        "self.mapping_pk = parent.pk AND NOT self.is_line",
        order="nr",
    )
    lines: list[ErpMappingRow] = many(
        "How the fields of a bill's lines are filled; empty where they are not read.",
        "self.mapping_pk = parent.pk AND self.is_line",
        order="nr",
    )
    dry_rows: int = column("How many rows its dry run looked at.")
    dry_dead: int = column("How many of them could not be taken.")
    made_by: str = column("Who saved it.")
    made_at: datetime = column("When.")


@reads(erp.SPECS)
@strawberry.type(description="What a stream reads of the source.")
class ErpSpec:
    """A spec."""

    table: str = column("The table; {FY} stands for the financial year.")
    cursor: ErpCursorKind = column("How new and changed rows are found.")
    cursor_column: str | None = column("By which column, where it is one.")
    key: list[str] = column("The columns that name a row.")
    columns: list[str] = column("The columns by the names that mappings use.")
    lines_table: str | None = column("The table of the lines; null where they are not read.")
    lines_columns: list[str] = column("The columns of the lines.")


@reads(erp.RUNS, node="", guard=READERS)
@strawberry.type(description="One run of a stream and what it did. Polls that found nothing leave none.")
class ErpRun(Node):
    """A run."""

    kind: ErpRunKind = column("What it was for.")
    state: ErpRunState = column("How far it is.")
    rows_total: Points | None = column("How many rows there are, where that is known.")
    rows_read: Points = column("Rows that were read.")
    rows_new: Points = column("Of these, new ones.")
    rows_changed: Points = column("Of these, changed ones.")
    rows_same: Points = column("Of these, those that were as they had been.")
    rows_dead: Points = column("Of these, those that could not be taken.")
    rows_gone: Points = column("Documents that the source no longer has.")
    points: Points = column(
        "The sum of the points that were booked; less than zero where more was taken back."
    )
    problem: str = column("Why it failed, as a short word; empty for no problem.")
    problem_text: str = column("The same as a sentence that says what to do; may be empty.")
    seconds: float = column("How long it took, or takes by now.")
    started_at: datetime = column("When it began.")
    moved_at: datetime = column("When it came further last.")
    ended_at: datetime | None = column("When it ended; null while it runs or rests.")
    made_by: str = column("Who began it; empty for the program itself.")


@reads(erp.DEAD_ROWS, node="", guard=READERS)
@strawberry.type(description="A row of the source that could not be taken.")
class ErpDeadRow(Node):
    """A dead row."""

    key: str = column("The row's key at the source.")
    payload: JSON = column("The row as it was read: values by column.")
    edited: JSON | None = column("Columns that somebody mended; the next try takes these values.")
    code: str = column("Why, as a short word.")
    path: str = column("The field that could not be worked out; may be empty.")
    message: str = column("Why, as a sentence.")
    attempts: int = column("How often it was tried.")
    mapping_version: int = column("By which version of the mapping it was tried last.")
    state: ErpDeadState = column("What became of it.")
    created_at: datetime = column("When it was first met.")
    moved_at: datetime = column("When something last happened to it.")


@reads(erp.STREAMS, node="", guard=READERS)
@strawberry.type(description="What is read of a connection: bills, customers or articles.")
class ErpStream(Node):
    """A stream."""

    connection: "ErpConnection" = one("Of which connection.", "self.pk = parent.connection_pk")
    kind: ErpStreamKind = column("What its rows are.")
    preset: str = column("The ready-made system that it was made of; empty for one's own tables.")
    state: ErpStreamState = column("How it stands.")
    spec: ErpSpec = one("What it reads.", "self.pk = parent.pk")
    mapping_version: int = column("Which version of its mapping is in use; 0 for none yet.")
    mapping: ErpMapping | None = one(
        "The mapping in use; null where there is none yet.",
        "self.stream_pk = parent.pk AND self.version = parent.mapping_version",
    )
    mappings: Connection[ErpMapping] = pages(
        "All versions of its mapping, newest first.", OF_STREAM, order="version desc, pk desc"
    )
    poll_seconds: int = column("How often the source is asked.")
    overlap_minutes: int = column("How far back each time, for rows that were keyed late.")
    lag_limit_seconds: int = column("From when on it counts as late.")
    lag_seconds: int | None = column("How far behind it is now; null where it is not live.")
    is_late: bool | None = column("Whether that is more than its limit; null where it never caught up.")
    problem: str = column("Why it cannot be read now, as a short word; empty where it can.")
    problem_text: str = column("The same as a sentence that says what to do; may be empty.")
    polled_at: datetime | None = column("When the source was last asked.")
    caught_up_at: datetime | None = column("When everything was read last.")
    next_poll_at: datetime | None = column("When it is asked next; null while it rests.")
    open_dead_rows: int = column("Rows that wait for somebody.", name="dead_rows")
    version: int = column("Counts changes by hand.")
    run: ErpRun | None = one("The run that it is in; null between runs.", "self.pk = parent.run_pk")
    runs: Connection[ErpRun] = pages(
        "What it did, newest first.", OF_STREAM, order="started_at desc, pk desc"
    )
    dead_rows: Connection[ErpDeadRow] = pages(
        "Rows that could not be taken, those that moved last first.",
        OF_STREAM,
        order="moved_at desc, pk desc",
        args={
            "state": Annotated[
                ErpDeadState | None, strawberry.argument(description="Only those of whom this became.")
            ]
        },
        filters={"state": "self.state = :state"},
    )


@reads(erp.BRANCHES)
@strawberry.type(description="Which store a branch of the source is.")
class ErpBranch:
    """A branch."""

    code: str = column("The source's code.")
    store: Annotated["Store", BUSINESSES] | None = one(
        "The store.", "self.pk = parent.store_pk", guard=requires("stores.read")
    )


@reads(erp.RULES)
@strawberry.type(description="What a business makes of its bills.")
class ErpRules:
    """Rules."""

    branches: list[ErpBranch] = many("Which branch is which store.", OF_CONNECTION, order="code")
    default_store: Annotated["Store", BUSINESSES] | None = one(
        "The store of all other branches.", "self.pk = parent.default_store_pk", guard=requires("stores.read")
    )
    excluded_series: list[str] = column("Series of bills that earn nothing.")
    excluded_branches: list[str] = column("Branches whose bills earn nothing.")
    min_bill: Money = embedded("Bills of less earn nothing.", money_columns("min_bill_minor"))
    counts_from: date | None = column("Bills before that day earn nothing; null for all.")
    date_basis: ErpDateBasis = column("Which of a bill's dates counts.")
    placeholder_phones: list[str] = column(
        "Numbers that are typed where nobody gives one: they are nobody's."
    )
    max_customers_per_phone: int = column("A number that more customers share is nobody's.")
    return_wait_hours: int = column("How long a return waits for its bill.")
    claim_days: int = column("For how many days a bill without a number can be claimed; 0 for never.")
    keeps_lines: bool = column("Whether the lines of bills are kept.")
    staff_tag: str = column("The tag of customers whom the source calls its staff; empty for none.")


@reads(erp.POLICY_ROWS)
@strawberry.type(description="Who wins about one field.")
class ErpFieldPolicy:
    """A policy."""

    field_name: ErpPolicyField = column("The field.", name="field")
    policy: ErpPolicy = column("Who wins.")


@reads(erp.CONNECTIONS, node="", guard=READERS)
@strawberry.type(description="A shop's own system, which is only ever read.")
class ErpConnection(Node):
    """A connection. Its password goes in and never comes out."""

    name: str = column("Its name.")
    kind: ErpSourceKind = column("What it is.")
    host: str = column("Where it is; empty for files.")
    port: int | None = column("At which port; null for the usual one.")
    database: str = column("Which database.")
    username: str = column("Who signs in.")
    has_password: bool = column("Whether a password is kept.", name="has_secret")
    path: str = column("The file or folder; empty for servers.")
    time_zone: str = column("In which its times without a zone are, as the IANA database names it.")
    is_encrypted: bool = column("Whether the way there must be encrypted.")
    rows_per_second: int | None = column("The most rows that are read in a second; null for no limit.")
    query_timeout_seconds: int = column("How long one question may take.")
    state: ErpConnectionState = column("How it stands.")
    tested_at: datetime | None = column("When it was last tested.")
    problem: str | None = column("What the last test found wrong, as a short word; null for nothing.")
    problem_text: str = column("What the last test found, as a sentence; may be empty.")
    server_version: str | None = column("What the server says it is.")
    latency_ms: int | None = column("How long it took to answer, in milliseconds.")
    can_write: bool = column("A warning: the login could change the source.")
    version: int = column("Counts changes; send it back with yours to notice somebody else's.")
    created_at: datetime = column("Since when it is here.")
    streams: list[ErpStream] = many("What is read of it.", OF_CONNECTION, order="kind, pk")
    rules: ErpRules = one("What is made of its bills.", "self.pk = parent.pk")
    policies: list[ErpFieldPolicy] = many("Who wins, by field.", OF_CONNECTION, order="nr")


@reads(erp.CONFLICTS, node="", guard=READERS)
@strawberry.type(description="A field of a customer of which the source and we say different things.")
class ErpConflict(Node):
    """A conflict."""

    connection: ErpConnection = one("Of which connection.", "self.pk = parent.connection_pk")
    customer_key: str = column("What the source calls the customer.")
    customer: Annotated["Customer", CUSTOMERS] | None = one(
        "The customer; null for one who was let go since.",
        "self.pk = parent.membership_pk AND self.is_met",
        guard=requires("customers.read"),
    )
    field_name: ErpPolicyField = column("Which field.", name="field")
    ours: str = column("What we say; may be empty.")
    theirs: str = column("What the source says.")
    state: ErpConflictState = column("How it was decided.")
    decided_by: str = column("Who decided; empty for nobody yet.")
    decided_at: datetime | None = column("When.")
    created_at: datetime = column("Since when it waits.")
