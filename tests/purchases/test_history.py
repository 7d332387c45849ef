"""Bills of history, many at once: what large batches note is counted once, for whoever the customer is by then."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from api import businesses, customers, ledger, purchases
from api.businesses import ExpiryKind, PendingKind, ProgramChanges
from api.core import clock
from api.core import db as core_db
from api.core.audit import SYSTEM
from api.core.ids import new_id
from api.customers import MemberKey
from api.ledger.rules.times import expires_at, policy_of, release_at
from api.purchases import LineInput, StatedBill
from api.purchases.service.history import counting
from tests.factories.businesses import Tenant, make_business
from tests.factories.customers import key_of, make_member, some_phone
from tests.factories.merges import merge, unmerge, verify_phone
from workers import purchases as jobs

pytestmark = pytest.mark.integration

AT = datetime(2026, 5, 4, 12, tzinfo=UTC)
NOTED = "SELECT coalesce(sum(cardinality(members)), 0)::int FROM uncounted_batch WHERE program_id = $1"
IN_ONE_PART = """
    SELECT (array_agg(id))[1:2] FROM membership WHERE program_id = $1
    GROUP BY uuid_hash(id) & 63 HAVING count(*) > 1 LIMIT 1
"""
ACTIVITY = """
    SELECT month, earned, spent_minor, visits FROM tier_activity
    WHERE program_id = $1 AND membership_id = $2 ORDER BY month
"""


@pytest.fixture(autouse=True)
def every_batch_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """One bill is many."""
    monkeypatch.setattr(counting, "MANY", 1)


async def state(tenant: Tenant, *members: UUID) -> None:
    """A bill of 1,000 rupees a month for each, the first in May."""
    bills = [
        StatedBill(str(at), tenant.store_id, AT + at * timedelta(days=31), 100_000, member)
        for at, member in enumerate(members)
    ]
    await purchases.state_bills(SYSTEM, tenant.business_id, "e:history", bills, is_history=True)


async def counted(tenant: Tenant, member: UUID) -> tuple[int, int, datetime | None]:
    """Visits, spending and last visit."""
    found = await customers.members_by_id(tenant.program_id, [member], business_id=tenant.business_id)
    return found[member].visits, found[member].spent_minor, found[member].last_visit_at


async def test_a_large_batch_is_counted_later_and_once(tenant: Tenant) -> None:
    """Given three bills of one customer, when they are in the books, points are there; figures follow, once."""
    member = (await make_member(tenant)).membership_id
    await state(tenant, member, member, member)
    assert await ledger.verify(tenant.program_id) == []
    assert await counted(tenant, member) == (0, 0, None)
    assert await core_db.fetchval(NOTED, tenant.program_id) == 3
    for _ in range(2):
        await jobs.count_noted({})
        assert await core_db.fetchval(NOTED, tenant.program_id) == 0
        assert await counted(tenant, member) == (3, 300_000, AT + timedelta(days=62))
    rows = await core_db.fetch(ACTIVITY, tenant.program_id, member)
    assert [tuple(row.values())[1:] for row in rows] == [(100, 100_000, 1)] * 3
    assert [row["month"].month for row in rows] == [5, 6, 7]


async def test_a_merge_in_between_counts_for_the_kept_one(tenant: Tenant) -> None:
    """Given noted bills of somebody who is merged before they are counted, then the kept one has the visits."""
    kept, gone = await make_member(tenant), await make_member(tenant)
    await verify_phone(kept)
    await verify_phone(gone)
    await state(tenant, gone.membership_id, kept.membership_id)
    await merge(tenant, kept, gone)
    await purchases.count_noted(tenant.program_id)
    assert await counted(tenant, kept.membership_id) == (2, 200_000, AT + timedelta(days=31))


async def test_a_merge_beside_the_count_loses_no_bill(tenant: Tenant) -> None:
    """Given noted bills of pairs, when they are merged while bills are counted, then the kept ones have them all."""
    pairs = [(await make_member(tenant), await make_member(tenant)) for _ in range(5)]
    for kept, gone in pairs:
        await verify_phone(kept)
        await verify_phone(gone)
    await state(tenant, *(each.membership_id for pair in pairs for each in pair))
    merges = [merge(tenant, kept, gone) for kept, gone in pairs]
    await asyncio.gather(purchases.count_noted(tenant.program_id), *merges)
    await purchases.count_noted(tenant.program_id)
    assert [(await counted(tenant, kept.membership_id))[:2] for kept, _ in pairs] == [(2, 200_000)] * 5


async def test_a_merge_that_was_undone_in_between_counts_for_each(tenant: Tenant) -> None:
    """Given noted bills of two who are merged and parted again before they are counted, then each has their own."""
    kept, gone = await make_member(tenant), await make_member(tenant)
    await verify_phone(kept)
    await verify_phone(gone)
    await state(tenant, gone.membership_id, kept.membership_id)
    await unmerge(tenant, await merge(tenant, kept, gone))
    await purchases.count_noted(tenant.program_id)
    assert await counted(tenant, kept.membership_id) == (1, 100_000, AT + timedelta(days=31))
    assert await counted(tenant, gone.membership_id) == (1, 100_000, AT)


async def test_who_was_merged_is_forgotten_with_the_kept_one(tenant: Tenant) -> None:
    """Given noted bills of somebody who was merged, when the kept one is forgotten, then nothing is left to count."""
    kept, gone = await make_member(tenant), await make_member(tenant)
    await verify_phone(kept)
    await verify_phone(gone)
    await state(tenant, gone.membership_id, kept.membership_id)
    await merge(tenant, kept, gone)
    wish = await customers.request_erasure(tenant.owner, key_of(tenant, kept))
    assert await customers.erase_due(wish.due_at) >= 1
    assert await core_db.fetchval(NOTED, tenant.program_id) == 0


async def test_two_who_count_at_once_count_once(tenant: Tenant) -> None:
    """Given noted bills, when two workers count at the same moment, then each bill counts once."""
    members = [(await make_member(tenant)).membership_id for _ in range(5)]
    await state(tenant, *members, *members)
    await asyncio.gather(*(purchases.count_noted(tenant.program_id) for _ in range(3)))
    assert [(await counted(tenant, member))[:2] for member in members] == [(2, 200_000)] * 5


async def test_who_was_forgotten_is_not_counted(tenant: Tenant) -> None:
    """Given noted bills of somebody who is forgotten, then nothing of them is left to count."""
    member = await make_member(tenant)
    await state(tenant, member.membership_id)
    wish = await customers.request_erasure(tenant.owner, key_of(tenant, member))
    assert await customers.erase_due(wish.due_at) >= 1  # other tests leave wishes, too
    assert await core_db.fetchval(NOTED, tenant.program_id) == 0
    await purchases.count_noted(tenant.program_id)


async def test_forgetting_one_leaves_what_is_noted_of_others(tenant: Tenant) -> None:
    """Given bills of two customers in one note, when one of them is forgotten, then the other's are counted."""
    phones = [customers.NewMember(some_phone(), "Asha") for _ in range(65)]  # of 64 parts, two share one
    await customers.find_or_enrol_many(SYSTEM, tenant.program_id, tenant.business_id, phones)
    gone, stays = await core_db.fetchval(IN_ONE_PART, tenant.program_id)
    await state(tenant, gone, stays, gone, stays)
    wish = await customers.request_erasure(
        tenant.owner, MemberKey(tenant.program_id, tenant.business_id, gone)
    )
    assert await customers.erase_due(wish.due_at) >= 1
    assert await core_db.fetchval(NOTED, tenant.program_id) == 2
    await purchases.count_noted(tenant.program_id)
    assert await counted(tenant, stays) == (2, 200_000, AT + timedelta(days=93))


async def test_bills_booked_while_somebody_is_forgotten_bring_nobody_back(tenant: Tenant) -> None:
    """Given a page that noted bills of somebody before they were forgotten and committed after it, when it is counted,
    then the shop does not know them again.
    """
    member = await make_member(tenant)
    await state(tenant, member.membership_id)
    rows = await core_db.fetch("SELECT * FROM uncounted_batch WHERE program_id = $1", tenant.program_id)
    wish = await customers.request_erasure(tenant.owner, key_of(tenant, member))
    await customers.erase_due(wish.due_at)
    names = list(rows[0].keys())[1:]
    await core_db.execute(
        f"INSERT INTO uncounted_batch ({', '.join(names)}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        *list(rows[0].values())[1:],
    )
    await purchases.count_noted(tenant.program_id)
    assert await core_db.fetchval(NOTED, tenant.program_id) == 0
    known = "SELECT count(*) FROM profile WHERE membership_id = $1 AND removed_at IS NULL"
    assert await core_db.fetchval(known, member.membership_id) == 0


async def test_parts_are_counted_together_up_to_so_many_bills(
    tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given bills of many customers and room for few at once, when they are counted, then each counts once."""
    people = [customers.NewMember(some_phone(), "Asha") for _ in range(20)]
    made = await customers.find_or_enrol_many(SYSTEM, tenant.program_id, tenant.business_id, people)
    members = list(made.values())
    monkeypatch.setattr(counting, "AT_ONCE", 3)
    await state(tenant, *members)
    await purchases.count_noted(tenant.program_id)
    assert await core_db.fetchval(NOTED, tenant.program_id) == 0
    assert [(await counted(tenant, member))[:2] for member in members] == [(1, 100_000)] * 20


MIDNIGHT = datetime(2026, 1, 30, 18, 30, tzinfo=UTC)
"""In India."""
MOMENTS = [MIDNIGHT + timedelta(minutes=apart) for apart in (-1, 1, 60 * 24, 60 * 24 * 40)]
LIVES: dict[str, ProgramChanges] = {
    "for ever": {"expiry_kind": ExpiryKind.NEVER},
    "rolling": {"expiry_kind": ExpiryKind.ROLLING_MONTHS, "expiry_months": 36},
    "after a delay": {"pending_kind": PendingKind.DELAY, "pending_days": 3, "expiry_months": 36},
    "waiting": {
        "pending_kind": PendingKind.FIXED_DATE,
        "pending_until": datetime(2099, 1, 1, tzinfo=UTC),
        "expiry_kind": ExpiryKind.NEVER,
    },
}
LOTS = """
    SELECT tx.occurred_at, lot.state, lot.release_at, lot.expires_at FROM lot JOIN tx ON tx.id = lot.tx_id
    WHERE lot.program_id = $1 ORDER BY tx.occurred_at
"""


@pytest.mark.parametrize("changes", LIVES.values(), ids=LIVES)
async def test_points_of_history_live_as_if_they_were_awarded_then(db: None, changes: ProgramChanges) -> None:
    """Given bills around midnight, when they are history, then their points wait and expire by the program's days."""
    tenant = await make_business(rules=changes)
    member = (await make_member(tenant)).membership_id
    bills = [StatedBill(str(at), tenant.store_id, at, 100_000, member) for at in MOMENTS]
    await purchases.state_bills(SYSTEM, tenant.business_id, "e:history", bills, is_history=True)
    policy = policy_of(await businesses.rules_for(tenant.program_id))
    expected = []
    for at in MOMENTS:
        released = release_at(policy, at)
        waits = released is not None and released > clock.now()
        lives = ("pending", released) if waits else ("open", None)
        expected.append((at, *lives, expires_at(policy, at, released)))
    assert [tuple(row) for row in await core_db.fetch(LOTS, tenant.program_id)] == expected
    assert await ledger.verify(tenant.program_id) == []


DANGLING = {
    "a store": "UPDATE purchase SET store_id = $2 WHERE program_id = $1 RETURNING id",
    "a member": "UPDATE purchase SET membership_id = $2 WHERE program_id = $1 RETURNING id",
    "a bill": "UPDATE purchase_line SET purchase_id = $2 WHERE program_id = $1 RETURNING id",
}


@pytest.mark.parametrize("sql", DANGLING.values(), ids=DANGLING)
async def test_what_names_nothing_is_seen(rolled_back: None, sql: str) -> None:
    """Given a bill with a line, when it names something that is not there, then the invariant names it."""
    tenant = await make_business()
    member = (await make_member(tenant)).membership_id
    lines = (LineInput(100_000, sku="tea"),)
    bill = StatedBill("1", tenant.store_id, AT, 100_000, member, lines=lines)
    await purchases.state_bills(SYSTEM, tenant.business_id, "e:history", [bill], is_history=True)
    assert await purchases.verify(tenant.program_id) == []
    subject = await core_db.fetchval(sql, tenant.program_id, new_id())
    for found in (await purchases.verify(tenant.program_id), await purchases.verify()):
        assert [(each.invariant, each.rows, each.samples) for each in found] == [
            ("bills_are_of_somebody", 1, (subject,))
        ]
