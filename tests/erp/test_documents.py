"""Documents of a plain till: returns with their bill, claims, customers that changed, dead rows mended by hand."""

from datetime import timedelta
from pathlib import Path

import orjson
import pytest

from api import customers, erp, ledger
from api.businesses import ExpiryKind
from api.core import clock, db
from api.core.errors import Refusal
from api.customers import MemberKey
from api.erp.service.applying import returns
from api.erp.service.applying.claims import attach
from api.erp.service.replaying import replay_rows
from api.erp.types import StreamKind, SyncRules
from tests.erp.plain import PlainTill
from tests.factories.businesses import Tenant, make_business
from tests.factories.customers import make_member
from tests.factories.erp import Synced, connect, run_of
from tests.factories.purchases import balance_of

pytestmark = pytest.mark.integration

ASHA = "+919820000001"


@pytest.fixture
async def tenant(db: None) -> Tenant:
    """A business whose points do not expire."""
    return await make_business(rules={"expiry_kind": ExpiryKind.NEVER})


@pytest.fixture
def till(scratch: Path) -> PlainTill:
    """An empty till."""
    return PlainTill(scratch / "till.db")


@pytest.fixture
async def synced(tenant: Tenant, till: PlainTill) -> Synced:
    """A business connected to it, live."""
    synced = await connect(tenant, till.path, preset="generic")
    await synced.backfill()
    return synced


async def points(synced: Synced, phone: str = ASHA) -> int:
    """What the customer with this number can spend."""
    tenant = (synced.tenant.program_id, synced.tenant.business_id)
    known = await customers.member_by_phone(*tenant, phone)
    return 0 if known is None else await balance_of(known.membership_id)


async def docs(synced: Synced) -> dict[str, str]:
    """Documents by key with their state."""
    rows = await db.fetch(
        "SELECT key, state FROM erp_doc WHERE connection_id = $1 AND kind = 'invoice'", synced.connection_id
    )
    return {row["key"]: row["state"] for row in rows}


async def test_a_return_takes_its_bills_points_first(synced: Synced, till: PlainTill) -> None:
    """Given two bills and a partial return of the older, then that one gives; mended and cancelled, it follows."""
    till.bill("1", phone=ASHA)
    till.bill("2", 500, phone=ASHA)
    till.bill("3", 250, phone=ASHA, type="return", returned_bill_id="1")
    await synced.poll()
    assert await points(synced) == 125
    till.bill("3", 1_000, phone=ASHA, type="return", returned_bill_id="1")
    await synced.poll()
    assert await points(synced) == 50
    till.bill("3", 1_000, phone=ASHA, type="return", returned_bill_id="2")
    await synced.poll()
    assert await points(synced) == 100
    till.bill("3", 1_000, type="return", returned_bill_id="2", deleted=1)
    await synced.poll()
    assert (await points(synced), (await docs(synced))["3"]) == (150, "cancelled")


@pytest.mark.parametrize("few", [1, 2, returns.FEW], ids=["each name", "who waits", "few names"])
async def test_a_return_before_its_bill_waits_for_it(
    synced: Synced, till: PlainTill, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    """Given a return whose bill is not there, it waits; the bill comes and gives less, however it is looked up."""
    monkeypatch.setattr(returns, "FEW", few)
    till.bill("9", 300, phone=ASHA)
    till.bill("3", 400, phone=ASHA, type="return", returned_bill_id="1")
    await synced.poll()
    assert (await points(synced), (await docs(synced))["3"]) == (30, "waiting")
    till.bill("1", phone=ASHA)
    till.bill("2", 200, phone=ASHA)
    await synced.poll()
    assert (await points(synced), (await docs(synced))["3"]) == (110, "live")


async def test_a_return_that_waited_long_enough_goes_to_the_newest_bill(
    synced: Synced, till: PlainTill
) -> None:
    """Given a return that waited 72 hours, then it is taken from what there is; its bill comes, and that one gives."""
    till.bill("9", 300, phone=ASHA)
    till.bill("3", 400, phone=ASHA, type="return", returned_bill_id="1")
    await synced.poll()
    await db.execute(
        "UPDATE erp_doc SET first_seen_at = $2 WHERE connection_id = $1 AND key = '3'",
        synced.connection_id,
        clock.now() - timedelta(hours=73),
    )
    await synced.poll()
    assert (await points(synced), (await docs(synced))["3"]) == (0, "unreferenced")
    till.bill("1", phone=ASHA)
    till.bill("2", 200, phone=ASHA)
    await synced.poll()
    assert (await points(synced), (await docs(synced))["3"]) == (110, "live")


async def test_a_bill_without_a_customer_is_claimed_once(synced: Synced, till: PlainTill) -> None:
    """Given a bill of nobody, when a member claims it, they have its points, and keep them when it is edited."""
    till.bill("1")
    await synced.poll()
    member = await make_member(synced.tenant)
    doc_id = await db.fetchval("SELECT id FROM erp_doc WHERE connection_id = $1", synced.connection_id)
    async with db.transaction():
        _, given = await attach(synced.tenant.program_id, doc_id, member.membership_id)
    assert (given, await balance_of(member.membership_id)) == (100, 100)
    with pytest.raises(Refusal) as refused:
        async with db.transaction():
            await attach(synced.tenant.program_id, doc_id, member.membership_id)
    assert refused.value.code == "BILL_UNKNOWN"
    till.bill("1", 700)
    await synced.poll()
    assert (await balance_of(member.membership_id), (await docs(synced))["1"]) == (70, "claimed")
    till.bill("1", 700, phone=ASHA)
    await synced.poll()
    assert (await balance_of(member.membership_id), await points(synced)) == (0, 70)


async def test_customers_change_as_the_policies_say(synced: Synced, till: PlainTill) -> None:
    """Given a linked customer, untouched fields follow the source, edited ones stay, another number is asked about."""
    till.customer("C1", phone=ASHA, name="Asha", city="Pune")
    await synced.backfill(StreamKind.CUSTOMER)
    till.bill("1", customer_id="C1", phone=ASHA, customer_name="Asha")
    await synced.poll()
    tenant = (synced.tenant.program_id, synced.tenant.business_id)
    member = await customers.member_by_phone(*tenant, ASHA)
    assert member is not None
    assert (member.name, member.city) == ("Asha", "Pune")
    till.customer("C1", phone=ASHA, name="Asha Rao", city="Mumbai", email="asha@shop.example")
    await synced.poll(StreamKind.CUSTOMER)
    member = await customers.member_by_phone(*tenant, ASHA)
    assert member is not None
    assert (member.name, member.city, member.email) == ("Asha Rao", "Mumbai", "asha@shop.example")
    key = MemberKey(*tenant, member.membership_id)
    await customers.update_member(synced.tenant.owner, key, {"name": "Asha R."})
    till.customer("C1", phone="+919820000002", name="A. Rao", city="Nashik", email="nonsense")
    await synced.poll(StreamKind.CUSTOMER)
    member = await customers.member_by_phone(*tenant, ASHA)
    assert member is not None
    assert (member.name, member.city, member.email) == ("Asha R.", "Nashik", "asha@shop.example")
    asked = await db.fetch(
        "SELECT field, ours, theirs, state FROM erp_conflict WHERE connection_id = $1", synced.connection_id
    )
    assert [tuple(row) for row in asked] == [("phone", ASHA, "+919820000002", "open")]


async def test_a_new_number_that_is_theirs_leads_later_bills(synced: Synced, till: PlainTill) -> None:
    """Given a customer whose number changed there, when theirs is taken, the next bill is the new number's."""
    till.customer("C1", phone=ASHA)
    await synced.backfill(StreamKind.CUSTOMER)
    till.bill("1", customer_id="C1", phone=ASHA)
    await synced.poll()
    till.customer("C1", phone="+919820000002")
    await synced.poll(StreamKind.CUSTOMER)
    conflict = await db.fetchval("SELECT id FROM erp_conflict WHERE connection_id = $1", synced.connection_id)
    tenant = (synced.tenant.program_id, synced.tenant.business_id)
    await erp.decide_conflict(synced.tenant.owner, *tenant, conflict, erp.Take.THEIRS)
    till.bill("2", 500, customer_id="C1", phone="+919820000002")
    await synced.poll()
    assert (await points(synced), await points(synced, "+919820000002")) == (100, 50)


async def test_goods_are_counted_as_what_they_are(synced: Synced, till: PlainTill) -> None:
    """Given two articles, when they are read twice and one is renamed, then new, same and changed are told apart."""
    for sku in ("A", "B"):
        till.put("products", sku=sku, name=f"Tea {sku}")
    await synced.backfill(StreamKind.PRODUCT)
    run = await run_of(synced.streams[StreamKind.PRODUCT])
    assert (run["rows_new"], run["rows_changed"]) == (2, 0)
    till.put("products", sku="A", name="Green tea")
    await synced.poll(StreamKind.PRODUCT)
    run = await run_of(synced.streams[StreamKind.PRODUCT])
    assert (run["kind"], run["rows_new"], run["rows_changed"], run["rows_same"]) == ("poll", 0, 1, 1)


async def test_a_dead_row_mended_by_hand_is_taken_and_stays_so(synced: Synced, till: PlainTill) -> None:
    """Given a bill in another currency, when its row is edited and replayed, it earns; read again, nothing changes."""
    till.bill("1", phone=ASHA, currency="USD")
    await synced.poll()
    assert await points(synced) == 0
    row = await db.fetchrow("SELECT id, code FROM erp_dead_row WHERE stream_id = $1", synced.invoices)
    assert row is not None
    assert row["code"] == "CURRENCY_MISMATCH"
    await db.execute(
        "UPDATE erp_dead_row SET edited = $2::jsonb WHERE id = $1",
        row["id"],
        orjson.dumps({"currency": "INR"}).decode(),
    )
    tally = await replay_rows(synced.invoices)
    assert (tally.new, tally.dead, await points(synced)) == (1, 0, 100)
    assert (await run_of(synced.invoices))["kind"] == "replay"
    await synced.poll()
    state = "SELECT state FROM erp_dead_row WHERE stream_id = $1"
    assert (await points(synced), await db.fetchval(state, synced.invoices)) == (100, "replayed")
    assert (await replay_rows(synced.invoices)).read == 0


async def test_a_replay_reads_the_source_again(synced: Synced, till: PlainTill) -> None:
    """Given a dead row that was mended at the source without its date moving, then a replay takes what is there now."""
    till.bill("1", "many", phone=ASHA)
    await synced.poll()
    till.bill("1", 400, phone=ASHA)
    till.age("1", days=30)
    tally = await replay_rows(synced.invoices)
    assert (tally.new, await points(synced)) == (1, 40)


async def test_rules_leave_out_and_bring_in(tenant: Tenant, till: PlainTill) -> None:
    """Given a least bill, left-out branches and a first day, then only what counts earns."""
    day = (clock.now() - timedelta(days=5)).date()
    rules = SyncRules(min_bill_minor=50_000, excluded_branches=frozenset({"W"}), counts_from=day)
    synced = await connect(tenant, till.path, preset="generic", rules=rules)
    till.bill("1", 499, phone=ASHA)
    till.bill("2", 600, phone=ASHA)
    till.bill("3", 700, phone=ASHA, branch="W")
    till.bill("4", 800, phone=ASHA, bought_at="2024-01-01 10:00:00")
    till.bill("5", 900, phone=ASHA, type="transfer")
    await synced.backfill()
    assert await points(synced) == 60
    assert await docs(synced) == {"1": "live", "2": "live", "3": "ignored", "4": "ignored", "5": "ignored"}
    assert await ledger.verify(tenant.program_id) == []


async def test_a_stream_that_is_leased_is_busy(synced: Synced) -> None:
    """Given a stream somebody works on, then another one is told so, and the worker's claim passes it over."""
    await db.execute(
        "UPDATE erp_stream SET leased_until = now() + interval '1 minute', next_poll_at = now() WHERE id = $1",
        synced.invoices,
    )
    with pytest.raises(Refusal) as refused:
        await erp.work_now(synced.invoices, erp.RunKind.POLL)
    assert refused.value.code == "STREAM_BUSY"
    assert synced.invoices not in await erp.claim(100)
