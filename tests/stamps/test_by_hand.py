"""Stamps by hand: given once per key, a voucher of a full card, undone within the window, refused without a trace."""

import asyncio
from collections.abc import Awaitable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from api import businesses, stamps
from api.core import clock, db
from api.core.audit import SYSTEM
from api.core.errors import Refusal
from api.core.ids import new_id
from api.customers import Member
from api.stamps import IssueStamps, UndoStamps
from tests.factories.businesses import Tenant, make_business
from tests.factories.customers import make_member
from tests.factories.rewards import make_reward, stock_left, unsound
from tests.factories.stamps import (
    cards_of,
    facts_of,
    issue,
    make_design,
    traces,
    undo,
    use_voucher,
    vouchers_of,
)

pytestmark = pytest.mark.integration

LATER = timedelta(hours=1)


@pytest.fixture
async def member(tenant: Tenant) -> Member:
    """Somebody whom it knows."""
    return await make_member(tenant)


async def refused(work: Awaitable[object], tenant: Tenant) -> tuple[str, tuple[str, ...]]:
    """Code and path of a refusal that has changed nothing."""
    before = await traces(tenant)
    with pytest.raises(Refusal) as refusal:
        await work
    assert await traces(tenant) == before
    return refusal.value.code, refusal.value.path


async def test_stamps_fill_a_card_and_begin_the_next(tenant: Tenant, member: Member) -> None:
    """Given 8 of 10, when 3 more are given, then there is a voucher, the next card has one, and facts tell it."""
    design = await make_design(tenant)
    first = await issue(tenant, member.membership_id, design, 8)
    assert (first.count, len(first.stamp_ids), first.is_replay) == (8, 1, False)
    second = await issue(tenant, member.membership_id, design, 3)
    assert (second.count, len(second.stamp_ids), len(second.card_ids)) == (3, 2, 2)
    assert await cards_of(member.membership_id) == [(10, "full", "active"), (1, "open", None)]
    assert await facts_of(tenant) == [
        "stamps.changed",
        "stamps.nearly_full",
        "stamps.changed",
        "stamps.card_completed",
        "stamps.changed",
    ]
    topics = await db.fetchval(
        "SELECT topics FROM outbox WHERE program_id = $1 AND name = 'stamps.card_completed'",
        tenant.program_id,
    )
    assert topics == [f"card:{member.membership_id}"]
    assert await unsound(tenant.program_id) == []


async def test_several_cards_fill_at_once(tenant: Tenant, member: Member) -> None:
    """Given a card of 2, when 5 stamps are given, then two are full with a voucher each and the third has one."""
    design = await make_design(tenant, needed=2)
    await issue(tenant, member.membership_id, design, 5)
    assert await cards_of(member.membership_id) == [
        (2, "full", "active"),
        (2, "full", "active"),
        (1, "open", None),
    ]


async def test_the_same_key_gives_once(tenant: Tenant, member: Member) -> None:
    """Given a key that was used, when it comes again, then the answer is the same; with other content it is refused."""
    design = await make_design(tenant)
    first = await issue(tenant, member.membership_id, design, 2, key="k")
    again = await issue(tenant, member.membership_id, design, 2, key="k")
    assert (again.is_replay, again.stamp_ids, again.card_ids) == (True, first.stamp_ids, first.card_ids)
    found = await refused(issue(tenant, member.membership_id, design, 3, key="k"), tenant)
    assert found == ("IDEMPOTENCY_MISMATCH", ("idempotencyKey",))
    assert await cards_of(member.membership_id) == [(2, "open", None)]


async def test_no_more_than_a_day_allows(tenant: Tenant, member: Member) -> None:
    """Given three a day, when a fourth is asked for, then it is refused; undone ones do not count; others may."""
    design = await make_design(tenant, max_per_day=3)
    act = await issue(tenant, member.membership_id, design, 2)
    asked = issue(tenant, member.membership_id, design, 2)
    assert await refused(asked, tenant) == ("DAILY_LIMIT", ("count",))
    await issue(tenant, member.membership_id, design)
    await undo(tenant, act)
    await issue(tenant, member.membership_id, design, 2)
    assert await cards_of(member.membership_id) == [(3, "open", None)]
    await issue(tenant, (await make_member(tenant)).membership_id, design, 3)


async def test_undoing_takes_back_the_voucher(tenant: Tenant, member: Member) -> None:
    """Given a stamp that filled a card, when it is undone, then voucher and stock go back and the card is open."""
    reward = await make_reward(tenant, stock=5)
    design = await make_design(tenant, reward=reward)
    await issue(tenant, member.membership_id, design, 9)
    act = await issue(tenant, member.membership_id, design)
    assert await stock_left(reward) == 4
    undone = await undo(tenant, act, key="u")
    assert (undone.count, undone.is_replay) == (-1, False)
    assert await cards_of(member.membership_id) == [(9, "open", None), (0, "waiting", None)]
    assert (await vouchers_of(member.membership_id), await stock_left(reward)) == (["cancelled"], 5)
    again = await undo(tenant, act, key="u")
    assert (again.is_replay, again.stamp_ids) == (True, undone.stamp_ids)
    await issue(tenant, member.membership_id, design, 2)
    assert await cards_of(member.membership_id) == [(10, "full", "active"), (1, "open", None)]
    assert await vouchers_of(member.membership_id) == ["cancelled", "active"]
    assert await unsound(tenant.program_id) == []


async def test_what_cannot_be_undone(tenant: Tenant, member: Member) -> None:
    """Given a used voucher, stamps undone before, or too late: when undone, then it is refused and nothing changes."""
    design = await make_design(tenant, needed=2)
    filled = await issue(tenant, member.membership_id, design, 2)
    await use_voucher(member.membership_id)
    assert await refused(undo(tenant, filled), tenant) == ("VOUCHER_USED", ("stampId",))
    one = await issue(tenant, member.membership_id, design)
    await undo(tenant, one)
    assert await refused(undo(tenant, one), tenant) == ("STAMPS_UNDONE", ("stampId",))
    request = UndoStamps(uuid4().hex, new_id())
    asked = stamps.undo_stamps(tenant.owner, tenant.business_id, request)
    assert await refused(asked, tenant) == ("NOT_FOUND", ("stampId",))


async def test_the_window_closes(tenant: Tenant, member: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given stamps of an hour ago, when they are undone, then it is too late."""
    design = await make_design(tenant)
    act = await issue(tenant, member.membership_id, design)
    now = clock.now() + LATER
    monkeypatch.setattr(clock, "now", lambda: now)
    assert await refused(undo(tenant, act), tenant) == ("STAMP_UNDO_CLOSED", ("stampId",))


async def test_an_expired_card_cannot_be_undone(tenant: Tenant, member: Member) -> None:
    """Given a card that expired meanwhile, when its stamp is undone, then it is refused."""
    design = await make_design(tenant, valid_days=1)
    act = await issue(tenant, member.membership_id, design)
    await db.execute(
        "UPDATE stamp_card SET expires_at = now() WHERE membership_id = $1", member.membership_id
    )
    assert await refused(undo(tenant, act), tenant) == ("STAMPS_UNDONE", ("stampId",))


async def test_refusals_change_nothing(tenant: Tenant, member: Member) -> None:
    """Given what cannot be, when stamps are asked for, then code and path tell, and nothing is written."""
    design = await make_design(tenant)
    here = await make_design(tenant, name="There", store_ids=frozenset({tenant.store_id}))
    second = await businesses.create_store(SYSTEM, tenant.business_id, name="Second", code="second")
    closed = await businesses.create_store(SYSTEM, tenant.business_id, name="Closed", code="closed")
    await businesses.update_store(SYSTEM, tenant.business_id, closed.id, {"is_active": False})
    ended = await make_design(tenant, name="Ended", ends_at=clock.now() - LATER)
    early = await make_design(tenant, name="Early", starts_at=clock.now() + LATER)
    gone = await make_design(tenant, name="Gone")
    await stamps.remove_design(tenant.owner, tenant.business_id, gone.id)
    other = await make_business()
    others, stranger = await make_design(other), await make_member(other)

    def asked(**given: Any) -> IssueStamps:
        values: dict[str, Any] = {
            "idempotency_key": uuid4().hex,
            "membership_id": member.membership_id,
            "design_id": design.id,
            "store_id": tenant.store_id,
        }
        return IssueStamps(**(values | given))

    cases = [
        (asked(count=0), "BAD_INPUT", ("count",)),
        (asked(count=21), "BAD_INPUT", ("count",)),
        (asked(idempotency_key=""), "BAD_INPUT", ("idempotencyKey",)),
        (asked(reason="x" * 301), "BAD_INPUT", ("reason",)),
        (asked(reason="\x00"), "BAD_INPUT", ("reason",)),
        (asked(membership_id=new_id()), "NOT_FOUND", ("customerId",)),
        (asked(membership_id=stranger.membership_id), "NOT_FOUND", ("customerId",)),
        (asked(design_id=others.id), "NOT_FOUND", ("designId",)),
        (asked(store_id=other.store_id), "NOT_FOUND", ("storeId",)),
        (asked(store_id=closed.id), "NOT_FOUND", ("storeId",)),
        (asked(design_id=here.id, store_id=second.id), "STAMPS_NOT_HERE", ("storeId",)),
        (asked(design_id=ended.id), "STAMP_CARD_NOT_IN_USE", ("designId",)),
        (asked(design_id=early.id), "STAMP_CARD_NOT_IN_USE", ("designId",)),
        (asked(design_id=gone.id), "STAMP_CARD_NOT_IN_USE", ("designId",)),
    ]
    for request, code, path in cases:
        found = await refused(stamps.issue_stamps(tenant.owner, tenant.business_id, request), tenant)
        assert found == (code, path)


async def test_a_card_is_full_though_nothing_is_left_and_its_voucher_comes_later(
    tenant: Tenant, member: Member
) -> None:
    """Given a reward out of stock, when a card fills, then the voucher is owed and given once there is one, once."""
    reward = await make_reward(tenant, stock=0)
    design = await make_design(tenant, needed=2, reward=reward)
    await issue(tenant, member.membership_id, design, 2)
    assert await cards_of(member.membership_id) == [(2, "full", None), (0, "open", None)]
    await stamps.give_owed(clock.now())
    assert await vouchers_of(member.membership_id) == []
    await db.execute("UPDATE reward SET stock = 1 WHERE id = $1", reward.id)
    await asyncio.gather(*(stamps.give_owed(clock.now()) for _ in range(4)))
    assert await cards_of(member.membership_id) == [(2, "full", "active"), (0, "open", None)]
    assert (await vouchers_of(member.membership_id), await stock_left(reward)) == (["active"], 0)
    assert await unsound(tenant.program_id) == []


async def test_cards_expire(tenant: Tenant, member: Member) -> None:
    """Given a card whose time is over, when the sweep comes, then it has expired, and the next stamp begins another."""
    design = await make_design(tenant, valid_days=1)
    await issue(tenant, member.membership_id, design, 3)
    await stamps.expire_due(clock.now())
    assert await cards_of(member.membership_id) == [(3, "open", None)]
    tomorrow = clock.now() + timedelta(days=1, seconds=1)
    assert await stamps.expire_due(tomorrow) >= 1
    assert await cards_of(member.membership_id) == [(3, "expired", None)]
    assert (await facts_of(tenant))[-1] == "stamps.card_expired"
    await issue(tenant, member.membership_id, design)
    assert await cards_of(member.membership_id) == [(3, "expired", None), (1, "open", None)]
    assert (await traces(tenant))["entries"] == 2
