"""Bulk runs: previewed, confirmed, done in batches, paused, undone exactly; once for each key."""

from uuid import UUID, uuid4

import pytest

from api import customers, directory, ledger
from api.core import db as database
from api.core.audit import SYSTEM
from api.core.errors import Refusal
from api.customers import MemberKey, NewMember
from api.directory import BulkKind, BulkOrder, DirectoryFilter, Selection
from api.directory.rules import bulk
from tests.factories.businesses import Tenant
from tests.factories.customers import make_member, some_phone, tags_of
from tests.factories.directory import an_order, begin, outcomes, run_of, work
from tests.factories.purchases import balance_of
from tests.factories.rewards import rich_member

pytestmark = pytest.mark.integration


async def three(tenant: Tenant) -> list[UUID]:
    """Members."""
    return [(await make_member(tenant, name=name)).membership_id for name in ("Asha", "Ben", "Chitra")]


async def labels_of(tenant: Tenant, members: list[UUID]) -> list[list[str]]:
    """The labels of each."""
    return [await tags_of(MemberKey(tenant.program_id, tenant.business_id, member)) for member in members]


async def refusal_of(tenant: Tenant, order: BulkOrder, key: str | None = None) -> str:
    """Why it cannot begin; nothing is written then."""
    with pytest.raises(Refusal) as refused:
        await begin(tenant, order, key)
    return refused.value.code


async def test_a_tag_is_given_and_taken_back_from_those_alone(tenant: Tenant) -> None:
    """Given one who wears it, when all are tagged and it is undone, then that one keeps it and the others do not."""
    members = await three(tenant)
    key = MemberKey(tenant.program_id, tenant.business_id, members[0])
    await customers.tag_member(SYSTEM, key, "regular")
    order = an_order(BulkKind.TAG, *members, tag="Regular")
    preview = await directory.preview(tenant.program_id, tenant.business_id, order)
    assert (preview.count, preview.changes, preview.same) == (3, 2, 1)
    run_id = await begin(tenant, order)
    await work()
    assert await labels_of(tenant, members) == [["regular"]] * 3
    run = await run_of(run_id)
    assert (run["state"], run["changed"], run["same"], run["refused"]) == ("done", 2, 1, 0)

    await customers.untag_member(SYSTEM, key._replace(membership_id=members[1]), await tag_id(tenant))
    await directory.undo(tenant.owner, tenant.program_id, tenant.business_id, run_id)
    await work()
    assert await labels_of(tenant, members) == [["regular"], [], []]
    assert sorted(await outcomes(run_id)) == [("kept", "CONFLICT"), ("same", ""), ("undone", "")]
    assert (await run_of(run_id))["state"] == "undone"


async def tag_id(tenant: Tenant) -> UUID:
    """The one tag of the business."""
    (tag,) = await customers.tags_of_business(tenant.program_id, tenant.business_id)
    return tag.id


async def test_untagging_is_undone_for_those_who_wore_it(tenant: Tenant) -> None:
    members = await three(tenant)
    await customers.tag_many(tenant.program_id, tenant.business_id, members[:2], "Gold")
    run_id = await begin(tenant, an_order(BulkKind.UNTAG, *members, tag_id=await tag_id(tenant)))
    await work()
    assert await labels_of(tenant, members) == [[], [], []]
    await directory.undo(tenant.owner, tenant.program_id, tenant.business_id, run_id)
    await work()
    assert await labels_of(tenant, members) == [["Gold"], ["Gold"], []]


async def test_status_goes_back_where_it_is_still_the_one_that_was_set(tenant: Tenant) -> None:
    members = await three(tenant)
    run_id = await begin(tenant, an_order(BulkKind.STATUS, *members, status="inactive"))
    await work()
    key = MemberKey(tenant.program_id, tenant.business_id, members[0])
    await customers.update_member(SYSTEM, key, {"status": customers.MemberStatus.ACTIVE})
    await directory.undo(tenant.owner, tenant.program_id, tenant.business_id, run_id)
    await work()
    assert sorted(await outcomes(run_id)) == [("kept", "CONFLICT"), ("undone", ""), ("undone", "")]
    found = await directory.find(
        tenant.program_id, tenant.business_id, narrowed=DirectoryFilter(status="active")
    )
    assert len(found.items) == 3


async def test_points_are_given_and_reversed_in_the_ledger(tenant: Tenant) -> None:
    """Given points for three, when one spends some and it is undone, then none is in debt and the books are sound."""
    members = await three(tenant)
    order = an_order(BulkKind.POINTS, *members, points=50, reason="Sorry for the queue")
    preview = await directory.preview(tenant.program_id, tenant.business_id, order)
    assert (preview.points, preview.currency) == (150, "INR")
    run_id = await begin(tenant, order)
    await work()
    assert [await balance_of(member) for member in members] == [50, 50, 50]
    assert (await run_of(run_id))["points"] == 150
    await spend(tenant, members[0], 20)
    await directory.undo(tenant.owner, tenant.program_id, tenant.business_id, run_id)
    await work()
    assert [await balance_of(member) for member in members] == [0, 0, 0]
    assert sorted(await outcomes(run_id)) == [
        ("undone", ""),
        ("undone", ""),
        ("undone", "INSUFFICIENT_POINTS"),
    ]
    assert (await run_of(run_id))["points"] == 20
    assert await ledger.verify(tenant.program_id) == []


async def spend(tenant: Tenant, member: UUID, points: int) -> None:
    """Takes points by hand."""
    await begin(tenant, an_order(BulkKind.POINTS, member, points=-points, reason="Spent"))
    await work()


async def test_who_has_too_few_is_refused_and_the_others_are_not(tenant: Tenant) -> None:
    """Given one with points and one without, when 30 are taken, then one is refused; undone, the points come back."""
    rich, poor = await rich_member(tenant, 100), await make_member(tenant)
    order = an_order(BulkKind.POINTS, rich.membership_id, poor.membership_id, points=-30, reason="Mistake")
    preview = await directory.preview(tenant.program_id, tenant.business_id, order)
    assert (preview.changes, preview.refused, preview.points) == (1, 1, -30)
    run_id = await begin(tenant, order)
    await work()
    assert sorted(await outcomes(run_id)) == [("changed", ""), ("refused", "INSUFFICIENT_POINTS")]
    assert await balance_of(rich.membership_id) == 70
    await directory.undo(tenant.owner, tenant.program_id, tenant.business_id, run_id)
    await work()
    assert await balance_of(rich.membership_id) == 100
    assert await ledger.verify(tenant.program_id) == []


async def test_a_filter_is_written_down_when_the_run_starts(tenant: Tenant) -> None:
    """Given a run about all of a filter, when somebody joins before it is done, then it is not about them."""
    members = await three(tenant)
    order = BulkOrder(BulkKind.TAG, Selection(search="asha"), tag="Seen")
    run_id = await begin(tenant, order)
    late = await make_member(tenant, name="Asha Rao")
    await work()
    assert (await run_of(run_id))["total"] == 1
    assert await labels_of(tenant, [*members, late.membership_id]) == [["Seen"], [], [], []]


async def test_the_same_key_begins_one_run(tenant: Tenant) -> None:
    members, key = await three(tenant), uuid4().hex
    order = an_order(BulkKind.POINTS, *members, points=5, reason="Hello")
    first = await begin(tenant, order, key)
    assert await begin(tenant, order, key) == first
    await work()
    assert await begin(tenant, order, key) == first
    await work()
    assert [await balance_of(member) for member in members] == [5, 5, 5]
    changed = an_order(BulkKind.POINTS, *members, points=6, reason="Hello")
    assert await refusal_of(tenant, changed, key) == "IDEMPOTENCY_MISMATCH"


async def test_many_ask_for_their_number(tenant: Tenant) -> None:
    """Given more than 1,000, when their number is not typed, then nothing begins; typed, it is done in batches."""
    people = [NewMember(some_phone(), f"N{nr}") for nr in range(1_001)]
    made = await customers.find_or_enrol_many(SYSTEM, tenant.program_id, tenant.business_id, people)
    everyone = BulkOrder(BulkKind.TAG, Selection(), tag="All")
    count = len(set(made.values()))
    assert count > bulk.ASK_ABOVE
    with pytest.raises(Refusal) as refused:
        await begin(tenant, everyone)
    assert (refused.value.code, refused.value.params) == ("CONFIRM_COUNT", {"count": count})
    assert (
        await database.fetchval("SELECT count(*) FROM bulk_run WHERE business_id = $1", tenant.business_id)
        == 0
    )
    run_id = await begin(tenant, BulkOrder(BulkKind.TAG, Selection(), tag="All", confirmed=count))
    assert await directory.work_once()
    assert (await run_of(run_id))["changed"] == 1_000
    await directory.pause(tenant.owner, tenant.program_id, tenant.business_id, run_id)
    assert not await directory.work_once()
    await directory.resume(tenant.owner, tenant.program_id, tenant.business_id, run_id)
    await work()
    run = await run_of(run_id)
    assert (run["state"], run["changed"]) == ("done", count)


async def test_a_cancelled_run_is_undone_as_far_as_it_came(
    tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    members = await three(tenant)
    monkeypatch.setitem(bulk.BATCHES, BulkKind.TAG, 2)
    run_id = await begin(tenant, an_order(BulkKind.TAG, *members, tag="Half"))
    await directory.work_once()
    await directory.cancel(tenant.owner, tenant.program_id, tenant.business_id, run_id)
    await work()
    assert (await run_of(run_id))["state"] == "cancelled"
    assert sorted(await labels_of(tenant, members)) == [[], ["Half"], ["Half"]]
    await directory.undo(tenant.owner, tenant.program_id, tenant.business_id, run_id)
    await work()
    assert await labels_of(tenant, members) == [[], [], []]
    with pytest.raises(Refusal) as refused:
        await directory.undo(tenant.owner, tenant.program_id, tenant.business_id, run_id)
    assert refused.value.code == "WRONG_STATE"


async def test_a_batch_that_fails_is_repeated_and_then_ends_the_run(
    tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given a batch that breaks, when it is tried three times, then the run has failed and nothing of it was done."""
    members = await three(tenant)
    run_id = await begin(tenant, an_order(BulkKind.POINTS, *members, points=5, reason="Hello"))

    async def broken(*_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr("api.directory.service.working.write_results", broken)
    for state in ("queued", "queued", "failed"):
        assert await directory.work_once()
        assert (await run_of(run_id))["state"] == state
    assert [await balance_of(member) for member in members] == [0, 0, 0]
    assert (await run_of(run_id))["problem"] == "Something went wrong on our side."
    assert not await directory.work_once()


async def test_what_no_run_may_be(tenant: Tenant, other: Tenant) -> None:
    """Given orders that cannot be, or members of others, then nothing begins."""
    members, theirs = await three(tenant), await make_member(other)
    one = members[0]
    cases = (
        (an_order(BulkKind.TAG, one, tag=" "), "BAD_INPUT"),
        (an_order(BulkKind.UNTAG, one), "BAD_INPUT"),
        (an_order(BulkKind.UNTAG, one, tag_id=uuid4()), "NOT_FOUND"),
        (an_order(BulkKind.STATUS, one, status="vip"), "BAD_INPUT"),
        (an_order(BulkKind.POINTS, one, points=0, reason="x"), "BAD_INPUT"),
        (an_order(BulkKind.POINTS, one, points=5, reason=" "), "BAD_INPUT"),
        (an_order(BulkKind.POINTS, one, points=bulk.MAX_POINTS + 1, reason="x"), "BAD_INPUT"),
        (an_order(BulkKind.EXPORT, one), "BAD_INPUT"),
        (an_order(BulkKind.EXPORT, one, columns=("secret",)), "BAD_INPUT"),
        (an_order(BulkKind.IMPORT, one), "BAD_INPUT"),
        (an_order(BulkKind.TAG, *(uuid4() for _ in range(1_001)), tag="x"), "TOO_MANY"),
        (an_order(BulkKind.TAG, theirs.membership_id, tag="x"), "BAD_INPUT"),
        (BulkOrder(BulkKind.TAG, Selection(search="nobody-of-that-name"), tag="x"), "BAD_INPUT"),
    )
    for order, code in cases:
        assert await refusal_of(tenant, order) == code, order
    assert (
        await database.fetchval("SELECT count(*) FROM bulk_item WHERE business_id = $1", tenant.business_id)
        == 0
    )
    run_id = await begin(tenant, an_order(BulkKind.TAG, one, tag="x"))
    for verb in (directory.pause, directory.cancel, directory.undo):
        with pytest.raises(Refusal) as refused:
            await verb(other.owner, other.program_id, other.business_id, run_id)
        assert refused.value.code == "NOT_FOUND"
    await work()
