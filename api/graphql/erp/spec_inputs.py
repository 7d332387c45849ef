"""Plain tables and columns, as a client names them."""

import strawberry

from api import erp
from api.core.errors import BadInput
from api.graphql.base import JSON, field
from api.graphql.erp.enums import ErpComparison, ErpCursorKind, ErpStreamKind


@strawberry.input(description="A column of the source.")
class ErpSpecColumnInput:
    """A column."""

    name: str = field("How mappings call it: small letters, digits and _.")
    column: str = field("Where it is: the table's short name and the column, like t.Bill_No.")


@strawberry.input(description="A table that is read beside the main one.")
class ErpJoinInput:
    """A join."""

    table: str = field("The table.")
    alias: str = field("Its short name.")
    left: str = field("The column by which rows belong together, like t.Branch.")
    right: str = field("The column of this table, like b.Code.")


@strawberry.input(description="A filter: rows whose column compares so.")
class ErpWhereInput:
    """A filter."""

    column: str = field("The column, like t.Cancelled.")
    comparison: ErpComparison = field("How it compares.")
    values: list[JSON] = field("With what: texts and whole numbers; one, or several for IN and NOT_IN.")


@strawberry.input(description="Plain tables and columns that a stream reads. The main table is called t.")
class ErpSpecInput:
    """A spec."""

    table: str = field("The table; {FY} stands for the financial year.")
    columns: list[ErpSpecColumnInput] = field("The columns; at most 100.")
    key: list[str] = field("The names of the columns that name a row.")
    cursor: ErpCursorKind = field("How new and changed rows are found.")
    cursor_column: str | None = field("The name of the column for TIME_KEY and ROWVERSION.", default=None)
    joins: list[ErpJoinInput] = field("Tables beside it; at most 12.", default_factory=list)
    where: list[ErpWhereInput] = field("Filters, all of which hold; at most 12.", default_factory=list)
    day: str | None = field("The name of the column with a bill's day.", default=None)
    branch: str | None = field("The name of the column with its branch.", default=None)
    amount: str | None = field("The name of the column with its amount.", default=None)
    parent: list[str] = field(
        "Of lines: the names of the columns with their bill's key.", default_factory=list
    )
    year_starts_month: int = field("In which month a financial year begins.", default=4)

    def spec(self, kind: erp.StreamKind) -> erp.StreamSpec:
        """As the domain takes it."""
        return erp.StreamSpec(
            kind=kind,
            table=self.table,
            columns=tuple((each.name, each.column) for each in self.columns),
            key=tuple(self.key),
            cursor=erp.CursorKind[self.cursor.name],
            cursor_column=self.cursor_column,
            joins=tuple(erp.Join(each.table, each.alias, each.left, each.right) for each in self.joins),
            where=tuple(_where(each) for each in self.where),
            day=self.day,
            branch=self.branch,
            amount=self.amount,
            parent=tuple(self.parent),
            year_starts_month=self.year_starts_month,
        )


def _where(given: ErpWhereInput) -> erp.Where:
    values: list[str | int] = []
    told: list[object] = list(given.values)
    for each in told:
        if isinstance(each, bool) or not isinstance(each, str | int):
            raise BadInput("A filter compares with texts and whole numbers.", path=("where",))
        values.append(each)
    return erp.Where(given.column, erp.Comparison[given.comparison.name], tuple(values))


@strawberry.input(description="What a stream of one's own tables reads.")
class SaveErpSpecInput:
    """Which, and what."""

    connection_id: strawberry.ID = field("Which connection.")
    kind: ErpStreamKind = field("What its rows are; INVOICE_LINE is read beside INVOICE.")
    spec: ErpSpecInput = field("What it reads.")
    lines: ErpSpecInput | None = field(
        "For INVOICE: how its lines are read; they are not when left out.", default=None
    )
