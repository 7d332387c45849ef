"""A page of rows into the books: whole, or row by row where one of them spoils it; the cursor moves with it."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from copy import copy
from dataclasses import replace
from typing import Any
from uuid import UUID

import asyncpg

from api.core import db
from api.core.errors import Refusal
from api.erp.service.applying import dead
from api.erp.service.applying.dead import Dead
from api.erp.service.applying.entering import enter, settle
from api.erp.service.applying.goods import take_products
from api.erp.service.applying.invoices import take_invoices
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
        return await _whole(work, prepared, advance)
    except (Refusal, *SPOILT) as error:
        if len(prepared.invoices) + len(prepared.fields) <= 1:
            return await _whole(work, _buried(prepared, error), advance)
    total = Tally()
    for part in _parts(prepared):
        total.add(await take_page(work, part))
    total.add(await _whole(work, Prepared(prepared.year), advance))
    return total


async def take_ahead(
    work: Work, prepared: Prepared, advance: Callable[[], None], earlier: Callable[[], Awaitable[object]]
) -> Tally:
    """Applies a page of history as `take_page` does, while pages before it are under way: `earlier` waits for them.

    Raises what spoils the page; nothing of it is booked then.
    """
    members = await db.retrying(lambda: _enrolled(work, prepared.invoices))

    async def write() -> Tally:
        async with _cursor_kept(work) as kept, db.transaction():
            await db.execute(SOON_DURABLE)
            entered = await enter(work, prepared.invoices, members, earlier)
            await earlier()
            kept()
            tally = await settle(work, entered)
            await _bury(work, prepared, tally)
            await _advance(work, tally, advance)
        return tally

    return await db.retrying(write)


async def _enrolled(work: Work, invoices: Sequence[Invoice]) -> dict[str, UUID]:
    """Whoever is new, in a transaction of its own: enrolling locks numbers, and pages would wait for each other."""
    async with db.transaction():
        await db.execute(SOON_DURABLE)
        members = await members_of(work, invoices)
        await check(work)
    return members


async def _whole(work: Work, prepared: Prepared, advance: Callable[[], None]) -> Tally:
    async def write() -> Tally:
        async with _cursor_kept(work) as kept, db.transaction():
            kept()
            if work.is_backfilling:
                await db.execute(SOON_DURABLE)
            tally = await _apply(work, prepared)
            await _bury(work, prepared, tally)
            await _advance(work, tally, advance)
        return tally

    return await db.retrying(write)


@asynccontextmanager
async def _cursor_kept(work: Work) -> AsyncIterator[Callable[[], None]]:
    """Around a transaction that moves the cursor: should it fail, its is as when the given was called."""
    before: list[tuple[dict[str, Any], UUID | None]] = []
    try:
        yield lambda: before.append((copy(work.cursor), work.run_id))
    except BaseException:
        if before:
            work.cursor, work.run_id = before[0]
        raise


async def _advance(work: Work, tally: Tally, advance: Callable[[], None]) -> None:
    advance()
    work.tally = tally
    await count_run(work)
    await keep(work)


async def _apply(work: Work, prepared: Prepared) -> Tally:
    match work.kind:
        case StreamKind.INVOICE:
            old = [invoice for invoice in prepared.invoices if work.is_history(invoice)]
            new = [invoice for invoice in prepared.invoices if not work.is_history(invoice)]
            tally = await take_invoices(work, old, is_history=True)
            tally.add(await take_invoices(work, new, is_history=False))
            return tally
        case StreamKind.CUSTOMER:
            return await take_customers(work, prepared.fields)
        case _:
            return await take_products(work, prepared.fields)


async def _bury(work: Work, prepared: Prepared, tally: Tally) -> None:
    """Rows that could be taken are dead no longer; those that could not are."""
    columns = [name for name, _ in work.spec.columns]
    keys = [invoice.key for invoice in prepared.invoices] or [row.key for row, _ in prepared.fields]
    if work.has_dead and keys:
        await dead.settle(work, keys)
    buried = await dead.bury(work, columns, prepared.dead)
    tally.read += len(prepared.dead)
    tally.dead += buried
    tally.same += len(prepared.dead) - buried
    work.has_dead = work.has_dead or buried > 0


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
