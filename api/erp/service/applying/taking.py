"""A page of rows into the books: whole, or row by row where one of them spoils it; the cursor moves with it."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import replace
from uuid import UUID

import asyncpg

from api.core import db
from api.core.errors import Refusal
from api.erp.service.applying import dead
from api.erp.service.applying.dead import Dead
from api.erp.service.applying.goods import take_products
from api.erp.service.applying.invoices import take_invoices
from api.erp.service.applying.lanes import is_wide, parted
from api.erp.service.applying.members import members_of
from api.erp.service.applying.people import take_customers
from api.erp.service.applying.preparing import Prepared
from api.erp.service.leasing import check, count_run, keep
from api.erp.service.loading import Work
from api.erp.types import FieldProblem, Invoice, StreamKind, Tally

SPOILT = (
    asyncpg.DataError,
    asyncpg.IntegrityConstraintViolationError,
    asyncpg.RaiseError,
    ValueError,
    OverflowError,
)
"""What a single row can be to blame for. Lost connections and lost races are no row's fault: they are tried again."""
WENT_WRONG = "this row could not be booked; the log of the server has the reason"
SOON_DURABLE = "SET LOCAL synchronous_commit = off"


async def take_page(work: Work, prepared: Prepared, advance: Callable[[], None] = lambda: None) -> Tally:
    """Applies a page in one transaction with the cursor, which `advance` moves. Raises LeaseLost.

    A row that cannot be booked is buried, and the others are booked without it.
    """
    try:
        if work.is_backfilling and is_wide(prepared.invoices):
            return await _in_lanes(work, prepared, advance)
        return await _whole(work, prepared, advance)
    except (Refusal, *SPOILT) as error:
        if len(prepared.invoices) + len(prepared.fields) <= 1:
            return await _whole(work, _buried(prepared, error), advance)
    total = Tally()
    for part in _parts(prepared):
        total.add(await take_page(work, part))
    total.add(await _whole(work, Prepared(prepared.year), advance))
    return total


async def _in_lanes(work: Work, prepared: Prepared, advance: Callable[[], None]) -> Tally:
    """Sales in transactions beside each other, then everything else with the cursor: it is never ahead of the books.

    Should it end in between, what is booked is met again as it is.
    """
    lanes, others = parted(prepared.invoices)
    members = await db.retrying(lambda: _enrolled(work, [invoice for lane in lanes for invoice in lane]))
    done = await asyncio.gather(*(_lane(work, lane, members) for lane in lanes), return_exceptions=True)
    total = Tally()
    for each in done:
        if isinstance(each, BaseException):
            raise each
        total.add(each)
    rest = replace(prepared, invoices=others)
    return await _whole(work, rest, advance, counted=total)


async def _enrolled(work: Work, invoices: Sequence[Invoice]) -> dict[str, UUID]:
    """Whoever is new, before the lanes: enrolling many locks numbers of all, and lanes would wait for each other."""
    async with db.transaction():
        members = await members_of(work, invoices)
        await check(work)
    return members


async def _lane(work: Work, invoices: Sequence[Invoice], members: Mapping[str, UUID]) -> Tally:
    async def write() -> Tally:
        async with db.transaction():
            await db.execute(SOON_DURABLE)
            tally = await take_invoices(work, invoices, is_history=True, members=members)
            await check(work)
        return tally

    return await db.retrying(write)


async def _whole(
    work: Work, prepared: Prepared, advance: Callable[[], None], *, counted: Tally | None = None
) -> Tally:
    before, run_id = copy(work.cursor), work.run_id

    async def write() -> Tally:
        work.cursor, work.run_id = copy(before), run_id
        async with db.transaction():
            if work.is_backfilling:
                await db.execute(SOON_DURABLE)
            tally = await _apply(work, prepared)
            if counted is not None:
                tally.add(counted)
            advance()
            work.tally = tally
            await count_run(work)
            await keep(work)
        return tally

    try:
        return await db.retrying(write)
    except BaseException:
        work.cursor, work.run_id = before, run_id
        raise


async def _apply(work: Work, prepared: Prepared) -> Tally:
    columns = [name for name, _ in work.spec.columns]
    match work.kind:
        case StreamKind.INVOICE:
            tally = Tally()
            old = [invoice for invoice in prepared.invoices if work.is_history(invoice)]
            new = [invoice for invoice in prepared.invoices if not work.is_history(invoice)]
            tally.add(await take_invoices(work, old, is_history=True))
            tally.add(await take_invoices(work, new, is_history=False))
            keys = [invoice.key for invoice in prepared.invoices]
        case StreamKind.CUSTOMER:
            tally = await take_customers(work, prepared.fields)
            keys = [row.key for row, _ in prepared.fields]
        case _:
            tally = await take_products(work, prepared.fields)
            keys = [row.key for row, _ in prepared.fields]
    if work.has_dead and keys:
        await dead.settle(work, keys)
    buried = await dead.bury(work, columns, prepared.dead)
    tally.read += len(prepared.dead)
    tally.dead += buried
    tally.same += len(prepared.dead) - buried
    work.has_dead = work.has_dead or buried > 0
    return tally


def _parts(prepared: Prepared) -> list[Prepared]:
    """Each row by itself, in their order; those that were dead before go first."""
    cells = prepared.cells
    alone = [Prepared(prepared.year, dead=prepared.dead)]
    alone += [Prepared(prepared.year, invoices=[each], cells=cells) for each in prepared.invoices]
    return alone + [Prepared(prepared.year, fields=[each], cells=cells) for each in prepared.fields]


def _buried(prepared: Prepared, error: Exception) -> Prepared:
    if isinstance(error, Refusal):
        path = error.path[-1] if error.path else ""
        problem = FieldProblem(path, error.code, error.message)
    else:
        problem = FieldProblem("", "UNEXPECTED", WENT_WRONG)
    keys = [each.key for each in prepared.invoices] + [row.key for row, _ in prepared.fields]
    rows = [Dead(key, prepared.cells[key], problem) for key in keys]
    return replace(prepared, invoices=[], fields=[], dead=[*prepared.dead, *rows])
