"""Choices about the sync, with what each means."""

from enum import Enum

import strawberry

value = strawberry.enum_value


@strawberry.enum(description="A kind of system that can be read.")
class ErpSourceKind(Enum):
    """As in the domain."""

    MSSQL = value("MSSQL", description="Microsoft SQL Server.")
    POSTGRESQL = value("POSTGRESQL", description="PostgreSQL.")
    MYSQL = value("MYSQL", description="MySQL or MariaDB.")
    SQLITE = value("SQLITE", description="A SQLite file on the server.")
    CSV_FOLDER = value("CSV_FOLDER", description="A folder of CSV files on the server.")


@strawberry.enum(description="How a connection stands.")
class ErpConnectionState(Enum):
    """As in the domain."""

    UNTESTED = value("UNTESTED", description="It was not tested since it was changed.")
    WORKING = value("WORKING", description="Its last test was well.")
    FAILING = value("FAILING", description="Its last test was not; `problemText` says why.")
    PAUSED = value("PAUSED", description="It rests with all its streams.")


@strawberry.enum(description="What the rows of a stream are.")
class ErpStreamKind(Enum):
    """As in the domain."""

    CUSTOMER = value("CUSTOMER", description="Customers.")
    PRODUCT = value("PRODUCT", description="Articles.")
    INVOICE = value("INVOICE", description="Bills and returns, with their lines where they are read.")
    INVOICE_LINE = value("INVOICE_LINE", description="Lines of bills: read beside them, never alone.")


@strawberry.enum(description="How a stream stands.")
class ErpStreamState(Enum):
    """As in the domain."""

    DRAFT = value("DRAFT", description="It has not run yet.")
    BACKFILLING = value("BACKFILLING", description="It reads the history.")
    LIVE = value("LIVE", description="It reads what is new.")
    PAUSED = value("PAUSED", description="It rests.")


@strawberry.enum(description="How new and changed rows are found.")
class ErpCursorKind(Enum):
    """As in the domain."""

    TIME_KEY = value("TIME_KEY", description="By the time at which a row was keyed, then by its key.")
    KEY = value("KEY", description="By the key alone: rows that are never changed.")
    ROWVERSION = value("ROWVERSION", description="By SQL Server's row version.")
    CHANGE_TRACKING = value("CHANGE_TRACKING", description="By SQL Server's change tracking.")
    SNAPSHOT = value("SNAPSHOT", description="By reading the whole table and comparing.")


@strawberry.enum(description="How a filter compares a column with its values.")
class ErpComparison(Enum):
    """As in the domain."""

    IS = value("IS", description="The same as the value.")
    IS_NOT = value("IS_NOT", description="Other than the value.")
    IN = value("IN", description="One of the values.")
    NOT_IN = value("NOT_IN", description="None of the values.")
    FROM = value("FROM", description="The value or more.")


@strawberry.enum(description="What becomes of a row one of whose fields cannot be worked out.")
class ErpOnError(Enum):
    """As in the domain."""

    DEAD = value("DEAD", description="The row is set aside.")
    NULL = value("NULL", description="The field stays empty.")
    DEFAULT = value("DEFAULT", description="The default stands in.")


@strawberry.enum(description="What a run was for.")
class ErpRunKind(Enum):
    """As in the domain."""

    POLL = value("POLL", description="What is new.")
    BACKFILL = value("BACKFILL", description="The history.")
    RECONCILE = value("RECONCILE", description="Days compared with the source.")
    REPLAY = value("REPLAY", description="Rows that could not be taken, tried again.")


@strawberry.enum(description="How far a run is.")
class ErpRunState(Enum):
    """As in the domain."""

    RUNNING = value("RUNNING", description="It is at work.")
    DONE = value("DONE", description="It is through.")
    FAILED = value("FAILED", description="It could not go on; `problemText` says why.")
    STOPPED = value("STOPPED", description="Somebody stopped it.")


@strawberry.enum(description="What became of a row that could not be taken.")
class ErpDeadState(Enum):
    """As in the domain."""

    OPEN = value("OPEN", description="It waits.")
    REPLAYED = value("REPLAYED", description="It was taken later.")
    DROPPED = value("DROPPED", description="Somebody let it go.")


@strawberry.enum(description="How a conflict was decided.")
class ErpConflictState(Enum):
    """As in the domain."""

    OPEN = value("OPEN", description="It waits for somebody.")
    OURS = value("OURS", description="Our value stands.")
    THEIRS = value("THEIRS", description="The source's value stands.")


@strawberry.enum(description="Whose value stands.")
class ErpTake(Enum):
    """As in the domain."""

    OURS = value("OURS", description="Ours.")
    THEIRS = value("THEIRS", description="The source's: it is written to the customer.")


@strawberry.enum(description="Which of a bill's dates counts.")
class ErpDateBasis(Enum):
    """As in the domain."""

    BILL = value("BILL", description="The one on the bill.")
    ENTRY = value("ENTRY", description="When it was keyed.")


@strawberry.enum(description="Who wins where the source and we know different things of a customer.")
class ErpPolicy(Enum):
    """As in the domain."""

    ERP_WINS = value("ERP_WINS", description="The source, unless it was changed here.")
    OURS_WINS = value("OURS_WINS", description="We.")
    NEWEST_WINS = value("NEWEST_WINS", description="Whoever changed it last.")
    REVIEW = value("REVIEW", description="A person decides.")
    OURS_IF_VERIFIED = value(
        "OURS_IF_VERIFIED", description="We, where the customer proved it; else the source."
    )


@strawberry.enum(description="A field that both sides may know.")
class ErpPolicyField(Enum):
    """As in the domain."""

    NAME = value("NAME", description="The name.")
    EMAIL = value("EMAIL", description="The e-mail address.")
    CITY = value("CITY", description="The city.")
    BIRTHDAY = value("BIRTHDAY", description="The birthday.")
    PHONE = value("PHONE", description="The phone number.")
    CONSENT = value("CONSENT", description="What they consented to: always ours.")
    KIDS = value("KIDS", description="Their children: always ours.")
