"""History in pages that are under way together: each in its order, and one that fails hinders no other."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from api import ledger, purchases
from api.businesses import ExpiryKind
from api.core import clock, db
from api.core.settings import get_settings
from api.erp.service import booking, leasing, reading
from api.erp.service.applying import docs, taking
from api.erp.service.applying.docs import Doc
from api.erp.service.loading import Work, load
from api.erp.types import Tally
from tests.erp.days import new_year, years
from tests.erp.logic import LogicErp
from tests.erp.tds import TdsServer
from tests.factories.businesses import make_business
from tests.factories.erp import Synced, connect, stream_of

pytestmark = pytest.mark.integration

PAGE = 4
BILLS = 30
EARNED = "SELECT points_earned - points_taken_back AS points FROM purchase WHERE program_id = $1"
DEAD = "SELECT key, code FROM erp_dead_row WHERE program_id = $1 AND state = 'open'"


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four bills are a page, and many."""
    monkeypatch.setattr(reading, "FIRST_ROWS", PAGE)
    monkeypatch.setattr(get_settings(), "erp_page_rows", PAGE)
    monkeypatch.setattr(booking, "WIDE", 2)


@pytest.fixture
def logic(tds: TdsServer) -> LogicErp:
    """A shop with three customers who come in turn."""
    logic = LogicErp(tds, years())
    members = [logic.add_customer(f"982000000{turn}") for turn in range(1, 4)]
    for turn in range(BILLS):
        logic.add_bill(new_year() + timedelta(hours=turn), [1_000], member=members[turn % 3])
    return logic


@pytest.fixture
async def synced(db: None, tds: TdsServer, logic: LogicErp) -> Synced:
    """A business connected to it."""
    return await connect(await make_business(rules={"expiry_kind": ExpiryKind.NEVER}), tds)


async def points(synced: Synced) -> list[int]:
    """What each bill gives."""
    return [row["points"] for row in await db.fetch(EARNED, synced.tenant.program_id)]


async def broken(synced: Synced) -> list[object]:
    """What the books say of themselves."""
    program_id = synced.tenant.program_id
    return [*await ledger.verify(program_id), *await purchases.verify(program_id)]


async def test_customers_of_many_pages_have_all_their_points(synced: Synced) -> None:
    """Given three customers in every page, when pages are under way together, then each bill is there once."""
    await synced.backfill()
    assert await points(synced) == [100] * BILLS
    assert await broken(synced) == []
    assert (await stream_of(synced.invoices))["state"] == "live"


async def test_a_row_that_spoils_its_page_is_buried_alone(
    synced: Synced, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given a row that the database refuses, then the other rows of its page are booked, and the pages after it."""
    keys: list[str] = []
    said = docs._said

    def spoilt(doc: Doc) -> str | None:
        if not keys and doc.number.endswith("9"):
            keys.append(doc.key)
        return "{" if doc.key in keys else said(doc)

    monkeypatch.setattr(docs, "_said", spoilt)
    await synced.backfill()
    assert [tuple(row) for row in await db.fetch(DEAD, synced.tenant.program_id)] == [(*keys, "UNEXPECTED")]
    assert await points(synced) == [100] * (BILLS - 1)
    assert await broken(synced) == []
    assert (await stream_of(synced.invoices))["state"] == "live"


async def test_two_histories_at_once_are_both_read(
    synced: Synced, tds: TdsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given two businesses with the same shop, when both are read at once, then one goes ahead, and both are whole."""
    under_way: list[UUID] = []
    take_ahead = taking.take_ahead

    async def watched(work: Work, *args: Any) -> Tally:
        under_way.append(work.stream_id)
        assert set(under_way) == {work.stream_id}
        try:
            return await take_ahead(work, *args)
        finally:
            under_way.remove(work.stream_id)

    monkeypatch.setattr(booking, "take_ahead", watched)
    other = await connect(await make_business(rules={"expiry_kind": ExpiryKind.NEVER}), tds)
    await asyncio.gather(synced.backfill(), other.backfill())
    for each in (synced, other):
        assert await points(each) == [100] * BILLS
        assert await broken(each) == []
    assert booking._ahead == set()


async def test_a_small_pool_takes_page_after_page(synced: Synced, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given few connections, then no page waits with one in its hand, and all are booked."""
    monkeypatch.setattr(get_settings(), "database_pool_size", booking.ROOM - 1)
    monkeypatch.delattr(booking, "take_ahead")
    await synced.backfill()
    assert await points(synced) == [100] * BILLS


async def test_a_renewal_that_comes_late_does_not_take_the_lease_back(synced: Synced) -> None:
    """Given a lease that was given back, when a renewal was still on its way, then the stream stays free."""
    assert await leasing.take(synced.invoices)
    work = await load(synced.invoices)
    await leasing.rest(work, next_at=clock.now(), caught_up_at=None)
    await db.execute(leasing.RENEW, work.stream_id, work.generation, leasing.LEASE_SECONDS)
    assert (await stream_of(synced.invoices))["leased_until"] is None
