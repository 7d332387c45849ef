"""Choices about bulk runs, with what each means."""

from enum import Enum

import strawberry


@strawberry.enum(description="What a bulk run does.")
class BulkKind(Enum):
    """As in the domain."""

    TAG = strawberry.enum_value("TAG", description="Gives a label.")
    UNTAG = strawberry.enum_value("UNTAG", description="Takes a label off.")
    POINTS = strawberry.enum_value("POINTS", description="Adds or takes points.")
    STATUS = strawberry.enum_value("STATUS", description="Sets the status.")
    EXPORT = strawberry.enum_value("EXPORT", description="Writes a list into a file.")
    IMPORT = strawberry.enum_value("IMPORT", description="Brings a list in.")


@strawberry.enum(description="How far a bulk run is.")
class BulkState(Enum):
    """As in the domain."""

    CHECKING = strawberry.enum_value(
        "CHECKING", description="An import's lines are looked at; nothing changes."
    )
    READY = strawberry.enum_value("READY", description="An import waits for its start.")
    QUEUED = strawberry.enum_value("QUEUED", description="It begins soon.")
    RUNNING = strawberry.enum_value("RUNNING", description="It is at work.")
    PAUSED = strawberry.enum_value("PAUSED", description="It waits to be resumed.")
    DONE = strawberry.enum_value("DONE", description="Everything is done.")
    CANCELLED = strawberry.enum_value("CANCELLED", description="It was ended; what was done stays done.")
    FAILED = strawberry.enum_value("FAILED", description="It could not go on; `problem` says why.")
    UNDOING = strawberry.enum_value("UNDOING", description="What was done is being taken back.")
    UNDONE = strawberry.enum_value("UNDONE", description="What was done was taken back.")


@strawberry.enum(description="What came of one customer, or one line of a file.")
class BulkOutcome(Enum):
    """As in the domain."""

    WAITING = strawberry.enum_value("WAITING", description="Nothing yet.")
    NEW = strawberry.enum_value("NEW", description="Enrolled.")
    CHANGED = strawberry.enum_value("CHANGED", description="Changed.")
    SAME = strawberry.enum_value("SAME", description="Was so already.")
    REFUSED = strawberry.enum_value("REFUSED", description="Not done; `code` says why.")
    UNDONE = strawberry.enum_value("UNDONE", description="Done and taken back.")
    KEPT = strawberry.enum_value(
        "KEPT", description="Not taken back, because it was changed since; `code` says why."
    )


@strawberry.enum(description="How a list travels.")
class FileFormat(Enum):
    """As in the domain."""

    CSV = strawberry.enum_value("CSV", description="Comma-separated values in UTF-8.")
    XLSX = strawberry.enum_value("XLSX", description="An Excel workbook.")


@strawberry.enum(description="A column of the list of customers.")
class CustomerColumn(Enum):
    """As in the domain."""

    NAME = strawberry.enum_value("NAME", description="Full name.")
    PHONE = strawberry.enum_value("PHONE", description="Phone in E.164.")
    EMAIL = strawberry.enum_value("EMAIL", description="E-mail address.")
    NUMBER = strawberry.enum_value("NUMBER", description="Number of the card.")
    BIRTHDAY = strawberry.enum_value("BIRTHDAY", description="Birthday.")
    CITY = strawberry.enum_value("CITY", description="City.")
    STATUS = strawberry.enum_value("STATUS", description="Status, set by hand.")
    STANDING = strawberry.enum_value("STANDING", description="How things stand now.")
    LIFECYCLE = strawberry.enum_value("LIFECYCLE", description="How far they have come.")
    TIER = strawberry.enum_value("TIER", description="The tier.")
    TAGS = strawberry.enum_value("TAGS", description="Labels.")
    POINTS = strawberry.enum_value("POINTS", description="Points that can be spent.")
    VISITS = strawberry.enum_value("VISITS", description="Bills.")
    SPENT = strawberry.enum_value("SPENT", description="All that they paid.")
    VISIT = strawberry.enum_value("VISIT", description="When they were last here.")
    JOINED = strawberry.enum_value("JOINED", description="When they joined.")
