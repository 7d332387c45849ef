"""Rows as documents, before anything is written: mapped, their lines read, the impossible ones set apart."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ParamSpec, TypeVar

from api.core import clock
from api.erp.ports import source_reader
from api.erp.rules import row_hash
from api.erp.rules.documents import ignored, problem_of, to_invoice, to_line
from api.erp.service.applying.dead import Dead
from api.erp.service.loading import Work, store_of
from api.erp.types import Document, FieldProblem, Invoice, Row, StreamKind
from api.purchases import CLOCK_TOLERANCE

P = ParamSpec("P")
T = TypeVar("T")
MANY = 1_000
Mapped = tuple[Row, dict[str, object]]
NO_STORE = "there is no store for the branch {}: name one in the rules of the connection"


@dataclass(slots=True)
class Prepared:
    """What a page of rows is. `fields` are those of customers and products, `invoices` those of bills."""

    year: str
    invoices: list[Invoice] = field(default_factory=list)
    fields: list[Mapped] = field(default_factory=list)
    dead: list[Dead] = field(default_factory=list)
    cells: dict[str, tuple[object, ...]] = field(default_factory=dict)
    """The rows as they were read, by key: what is kept of one that cannot be booked."""


async def prepare(work: Work, year: str, rows: Sequence[Row]) -> Prepared:
    """Maps rows of one year's table; reads what else belongs to them. Raises SourceFailed."""
    prepared = Prepared(year, cells={row.key: row.cells for row in rows})
    mapped = await _aside(rows, _mapped, work, prepared, rows)
    if work.kind is StreamKind.INVOICE:
        lines = await _lines(work, prepared.year, [row.key for row, _ in mapped])
        await _aside(rows, _to_invoices, work, prepared, mapped, lines)
    else:
        prepared.fields = mapped
    return prepared


async def _aside(rows: Sequence[Row], do: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Many rows are worked on in a thread: the database has its own work meanwhile."""
    if len(rows) < MANY:
        return do(*args, **kwargs)
    return await asyncio.to_thread(do, *args, **kwargs)


def _mapped(work: Work, prepared: Prepared, rows: Sequence[Row]) -> list[Mapped]:
    mapped: list[Mapped] = []
    for row in rows:
        fields = work.mapper(row.cells)
        if isinstance(fields, list):
            prepared.dead.append(Dead(row.key, row.cells, fields[0]))
        else:
            mapped.append((row, fields))
    return mapped


def _to_invoices(
    work: Work,
    prepared: Prepared,
    mapped: Sequence[Mapped],
    lines: Mapping[str, list[dict[str, object]]],
) -> None:
    latest = clock.now() + CLOCK_TOLERANCE
    zone = work.zone
    for row, fields in mapped:
        told = lines.get(row.key, [])
        hashed = row_hash(fields if not told else fields | {"lines": told})
        own = [line for each in told if (line := to_line(each)) is not None]
        invoice = to_invoice(fields, row, prepared.year, zone, own, hashed)
        problem = problem_of(
            invoice,
            currency=work.program.currency,
            max_amount_minor=work.program.max_amount_minor,
            latest=latest,
        ) or _store_problem(work, invoice)
        if problem is not None:
            prepared.dead.append(Dead(row.key, row.cells, problem))
        else:
            prepared.invoices.append(invoice)


def _store_problem(work: Work, invoice: Invoice) -> FieldProblem | None:
    if invoice.document is not Document.SALE or store_of(work, invoice.branch) is not None:
        return None
    if ignored(invoice, work.rules, work.zone):
        return None
    return FieldProblem("branch_code", "STORE_UNKNOWN", NO_STORE.format(invoice.branch or "(none)"))


async def _lines(work: Work, year: str, keys: Sequence[str]) -> dict[str, list[dict[str, object]]]:
    """Mapped lines by the key of their bill; a line that cannot be mapped is left out: the bill counts without it."""
    if work.lines_spec is None or work.line_mapper is None or not keys or not work.rules.keeps_lines:
        return {}
    found: defaultdict[str, list[dict[str, object]]] = defaultdict(list)
    page = await source_reader().by_keys(work.source, work.lines_spec, year, keys)
    for cells in page.rows:
        fields = work.line_mapper(cells)
        if not isinstance(fields, list):
            key = str(fields["invoice_key"])
            found[f"{year}:{key}" if year else key].append(fields)
    return {key: sorted(each, key=lambda line: str(line["line_key"])) for key, each in found.items()}
