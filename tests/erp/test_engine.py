"""Bills of a Logic ERP over TDS become points: read, edited, returned, cancelled, found again."""

from datetime import timedelta

import pytest

from api import customers, ledger
from api.businesses import ExpiryKind
from api.core import db
from api.erp import RunKind, SourceFailed, work_now
from api.erp.types import StreamKind, SyncRules
from tests.erp.days import keyed, new_year, years, yesterday
from tests.erp.logic import LogicErp
from tests.erp.tds import TdsServer
from tests.factories.businesses import Tenant, make_business
from tests.factories.erp import Synced, connect, run_of, stream_of

pytestmark = pytest.mark.integration

YEARS = years()


@pytest.fixture
async def tenant(db: None) -> Tenant:
    """A business whose points do not expire, however old a bill is."""
    return await make_business(rules={"expiry_kind": ExpiryKind.NEVER})


@pytest.fixture
def logic(tds: TdsServer) -> LogicErp:
    """A shop with two financial years."""
    return LogicErp(tds, YEARS)


@pytest.fixture
async def synced(tenant: Tenant, tds: TdsServer, logic: LogicErp) -> Synced:
    """A business connected to it."""
    return await connect(tenant, tds)


async def points_of(synced: Synced, phone: str) -> int:
    """What the customer with this number can spend."""
    known = await customers.member_by_phone(synced.tenant.program_id, synced.tenant.business_id, phone)
    if known is None:
        return 0
    return (await ledger.balances_for([known.membership_id]))[known.membership_id].available


async def test_history_becomes_points_once(synced: Synced, logic: LogicErp) -> None:
    """Given bills of two years, when they are backfilled and polled twice, each earned once, and nobody was told."""
    asha, nobody = logic.add_customer("98200 00001", "Asha Rao"), logic.add_customer("0000000000")
    logic.add_bill(new_year() - timedelta(days=9), [1_000], member=asha)
    logic.add_bill(new_year(), [250, 250], member=asha)
    logic.add_bill(new_year(), [999], member=nobody)
    logic.add_bill(new_year(), [777])
    logic.add_bill(new_year(), [5_000], member=asha, series=3)
    await synced.backfill()
    assert await points_of(synced, "+919820000001") == 150
    run = await run_of(synced.invoices)
    assert (run["kind"], run["state"], run["rows_read"], run["rows_new"], run["rows_total"], run["points"]) == (
        "backfill", "done", 4, 4, 4, 150,
    )  # fmt: skip
    for _ in range(2):
        await synced.poll()
    assert await points_of(synced, "+919820000001") == 150
    told = "SELECT count(*) FROM outbox WHERE program_id = $1 AND name LIKE 'purchases.%'"
    assert await db.fetchval(told, synced.tenant.program_id) == 0
    states = await db.fetch(
        "SELECT state, count(*) AS docs FROM erp_doc WHERE connection_id = $1 AND kind = 'invoice' GROUP BY state",
        synced.connection_id,
    )
    assert {row["state"]: row["docs"] for row in states} == {"live": 2, "unattached": 2}
    assert await ledger.verify(synced.tenant.program_id) == []


async def test_a_live_bill_is_told_and_brings_its_goods(synced: Synced, logic: LogicErp) -> None:
    """Given a connected shop, when a bill is keyed, the next poll gives its points, with its lines, and tells it."""
    await synced.backfill(StreamKind.PRODUCT)
    await synced.backfill()
    asha = logic.add_customer("9820000001", "Asha\r\nRao")
    logic.add_bill(yesterday(), [600, 400], member=asha, keyed_at=keyed())
    await synced.poll()
    assert await points_of(synced, "+919820000001") == 100
    tenant = synced.tenant.program_id
    told = "SELECT count(*) FROM outbox WHERE program_id = $1 AND name = 'purchases.recorded'"
    assert await db.fetchval(told, tenant) == 1
    lines = await db.fetch(
        """SELECT line.amount_minor, line.name, product.name AS product FROM purchase_line AS line
        LEFT JOIN product ON product.id = line.product_id WHERE line.program_id = $1 ORDER BY line.seq""",
        tenant,
    )
    assert [tuple(row) for row in lines] == [
        (60_000, "Saree plain", "Saree plain"),
        (40_000, "Saree plain", "Saree plain"),
    ]
    known = await customers.member_by_phone(tenant, synced.tenant.business_id, "+919820000001")
    assert known is not None
    assert known.name == "Asha Rao"


async def test_a_bill_of_this_second_is_read_and_one_that_ended_after_it_too(
    synced: Synced, logic: LogicErp
) -> None:
    """Given no overlap, when a bill is keyed, the next poll has it; one keyed before it and seen later is not lost."""
    await synced.backfill()
    await db.execute("UPDATE erp_stream SET overlap_minutes = 0 WHERE id = $1", synced.invoices)
    asha, now = logic.add_customer("9820000001"), keyed(minutes_ago=0)
    logic.add_bill(yesterday(), [500], member=asha, keyed_at=now)
    await synced.poll()
    assert await points_of(synced, "+919820000001") == 50
    logic.add_bill(yesterday(), [300], member=asha, keyed_at=now - timedelta(seconds=1))
    await synced.poll()
    assert await points_of(synced, "+919820000001") == 80


async def test_edits_cancellations_and_moved_customers(synced: Synced, logic: LogicErp) -> None:
    """Given bills, when they are edited without their date moving, moved, deleted and vanish, reconcile finds all."""
    asha, bina = logic.add_customer("9820000001"), logic.add_customer("9820000002")
    year, day = YEARS[1], yesterday() - timedelta(days=3)
    codes = [logic.add_bill(day, [1_000], member=asha) for _ in range(5)]
    await synced.backfill()
    assert await points_of(synced, "+919820000001") == 500
    logic.edit_bill(year, codes[0], amount=2_000)
    logic.move_customer(year, codes[1], bina)
    logic.delete_bill(year, codes[2])
    logic.delete_bill(year, codes[3], vanish=True)
    await synced.reconcile()
    assert await points_of(synced, "+919820000001") == 300
    assert await points_of(synced, "+919820000002") == 100
    run = await run_of(synced.invoices)
    assert (run["kind"], run["rows_changed"], run["rows_gone"]) == ("reconcile", 3, 1)
    await synced.reconcile()
    assert (await run_of(synced.invoices))["id"] == run["id"]
    assert await ledger.verify(synced.tenant.program_id) == []


async def test_returns_go_to_the_customers_newest_bills(synced: Synced, logic: LogicErp) -> None:
    """Given returns, which name no bill here, then they take from the newest bills before them, whatever comes late."""
    asha = logic.add_customer("9820000001")
    day = yesterday() - timedelta(days=9)
    logic.add_bill(day, [1_000], member=asha)
    logic.add_bill(day + timedelta(days=1), [500], member=asha)
    logic.add_return(day + timedelta(days=2), [700], member=asha)
    await synced.backfill()
    assert await points_of(synced, "+919820000001") == 80
    logic.add_bill(day + timedelta(days=1), [300], member=asha, keyed_at=keyed())
    await synced.poll()
    assert await points_of(synced, "+919820000001") == 110
    returned = await db.fetch(
        "SELECT amount_minor, returned_minor FROM purchase WHERE program_id = $1 ORDER BY amount_minor",
        synced.tenant.program_id,
    )
    assert sorted(tuple(row) for row in returned) == [(30_000, 30_000), (50_000, 40_000), (100_000, 0)]


async def test_rows_that_cannot_be_are_buried_and_rise(
    synced: Synced, tds: TdsServer, logic: LogicErp
) -> None:
    """Given an impossible amount among good bills, then those earn, it waits with its reason; mended, it is taken."""
    asha = logic.add_customer("9820000001")
    bad = logic.add_bill(yesterday(), [100], member=asha, keyed_at=keyed())
    logic.add_bill(yesterday(), [500], member=asha, keyed_at=keyed())
    tds.execute(f"UPDATE Sl_Head{YEARS[1]} SET net_amt = ? WHERE vouch_code = ?", (99_999_999_999, bad))
    await synced.backfill()
    assert await points_of(synced, "+919820000001") == 50
    row = await db.fetchrow(
        "SELECT key, code, path, state, attempts FROM erp_dead_row WHERE stream_id = $1", synced.invoices
    )
    assert row is not None
    assert tuple(row) == (f"{YEARS[1]}:{bad}", "OUT_OF_RANGE", "amount_minor", "open", 1)
    logic.edit_bill(YEARS[1], bad, amount=300, keyed_at=keyed())
    await synced.poll()
    assert await points_of(synced, "+919820000001") == 80
    assert (
        await db.fetchval("SELECT state FROM erp_dead_row WHERE stream_id = $1", synced.invoices)
        == "replayed"
    )


async def test_a_shared_number_is_nobodys(tenant: Tenant, tds: TdsServer, logic: LogicErp) -> None:
    """Given five customers with one number, then none of them gets points for it; two of a family both do."""
    synced = await connect(tenant, tds, rules=SyncRules(max_customers_per_phone=2))
    for _ in range(3):
        logic.add_bill(new_year(), [1_000], member=logic.add_customer("9820000009"))
    for _ in range(2):
        logic.add_bill(new_year(), [1_000], member=logic.add_customer("9820000008"))
    await synced.backfill()
    assert await points_of(synced, "+919820000009") == 0
    assert await points_of(synced, "+919820000008") == 200


async def test_a_source_that_fails_is_asked_later_and_later(synced: Synced, tds: TdsServer) -> None:
    """Given a login that is denied, then the stream says so, waits longer each time, alarms once, and recovers."""
    await synced.backfill()
    tds.faults.deny()
    tds.drop_now()
    for _ in range(2):
        with pytest.raises(SourceFailed):
            await work_now(synced.invoices, RunKind.POLL)
    stream = await stream_of(synced.invoices)
    assert (stream["problem"], stream["failures"], stream["leased_until"]) == ("login_failed", 2, None)
    alarms = "SELECT count(*) FROM outbox WHERE program_id = $1 AND name = 'erp.alarm'"
    assert await db.fetchval(alarms, synced.tenant.program_id) == 1
    tds.faults.clear()
    await synced.poll()
    stream = await stream_of(synced.invoices)
    assert (stream["problem"], stream["failures"]) == ("", 0)
