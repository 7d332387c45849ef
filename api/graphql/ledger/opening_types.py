"""Files of opening balances as clients see them."""

from datetime import datetime
from enum import Enum

import strawberry

from api import ledger
from api.graphql.base import Connection, Node, Points, column, pages, reads, requires


@strawberry.enum(description="How far a file of opening balances has come.")
class BalanceImportState(Enum):
    """States of an import."""

    READING = strawberry.enum_value("READING", description="Its parts are being read.")
    CHECKED = strawberry.enum_value("CHECKED", description="It is read to its end; nothing is posted yet.")
    POSTING = strawberry.enum_value("POSTING", description="Its points are being posted.")
    DONE = strawberry.enum_value("DONE", description="All that could be posted is posted.")
    CANCELLED = strawberry.enum_value("CANCELLED", description="It was given up before anything was posted.")


@reads(ledger.IMPORT_PROBLEMS)
@strawberry.type(description="A line that cannot be posted.")
class BalanceImportProblem:
    """A problem."""

    line: int = column("The line of the file; the header is line 1.")
    text: str = column("The line as it was, at most 500 characters.")
    problem: str = column("What is wrong with it.")


@reads(ledger.IMPORTS, node="", guard=requires("points.import"))
@strawberry.type(description="A file of opening balances.")
class BalanceImport(Node):
    """An import."""

    file_name: str = column("The name of the file.")
    state: BalanceImportState = column("How far it has come.")
    staff_name: str = column("Who brought it.")
    parts: int = column("How many parts were read: the number of the next part.")
    rows_read: int = column("Lines that were read.")
    rows_wrong: int = column("Lines that cannot be posted.")
    rows_posted: int = column("Lines that were posted.")
    rows_known: int = column("Lines that had been posted before: nothing was given twice.")
    points_read: Points = column("Points of the lines that can be posted.")
    points_posted: Points = column("Points that were posted.")
    created_at: datetime = column("When it was begun.")
    finished_at: datetime | None = column("When all was posted; null before.")
    problems: Connection[BalanceImportProblem] = pages(
        "Lines that cannot be posted, in the order of the file.",
        "self.import_pk = parent.pk",
        order="line, pk",
    )
