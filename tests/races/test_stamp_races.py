"""Stamps under rivals: tills that stamp, repeat and undo at once."""

import asyncio
from collections import Counter
from collections.abc import Awaitable

import pytest

from api.core.errors import Refusal
from api.customers import Member
from api.stamps import StampAct
from tests.factories.businesses import Tenant
from tests.factories.customers import make_member
from tests.factories.rewards import make_reward, stock_left, unsound
from tests.factories.stamps import (
    cards_of,
    issue,
    make_design,
    undo,
    vouchers_of,
)

pytestmark = pytest.mark.integration


@pytest.fixture
async def member(tenant: Tenant) -> Member:
    """Somebody whom it knows."""
    return await make_member(tenant)


async def at_once(works: list[Awaitable[StampAct]]) -> Counter[str]:
    """How many gave, replayed or were refused, by code."""

    async def outcome(work: Awaitable[StampAct]) -> str:
        try:
            return "replay" if (await work).is_replay else "given"
        except Refusal as refusal:
            return refusal.code

    return Counter(await asyncio.gather(*(outcome(work) for work in works)))


async def test_forty_stamps_at_once_fill_four_cards(tenant: Tenant, member: Member) -> None:
    """Given a card of ten, when forty tills give one stamp each, then four are full, with four vouchers."""
    design = await make_design(tenant)
    outcomes = await at_once([issue(tenant, member.membership_id, design) for _ in range(40)])
    assert outcomes == {"given": 40}
    assert await cards_of(member.membership_id) == [(10, "full", "active")] * 4 + [(0, "open", None)]
    assert await vouchers_of(member.membership_id) == ["active"] * 4
    assert await unsound(tenant.program_id) == []


async def test_one_key_forty_times_is_one_stamp(tenant: Tenant, member: Member) -> None:
    """Given one key, when it comes forty times at once, then one stamp is given and 39 answers repeat it."""
    design = await make_design(tenant)
    outcomes = await at_once([issue(tenant, member.membership_id, design, key="k") for _ in range(40)])
    assert outcomes == {"given": 1, "replay": 39}
    assert await cards_of(member.membership_id) == [(1, "open", None)]


async def test_one_key_for_many_members_stamps_one(tenant: Tenant) -> None:
    """Given one key, when it comes for ten members at once, then one of them has the stamp."""
    design = await make_design(tenant)
    members = [await make_member(tenant) for _ in range(10)]
    outcomes = await at_once([issue(tenant, each.membership_id, design, key="k") for each in members])
    assert outcomes == {"given": 1, "IDEMPOTENCY_MISMATCH": 9}
    assert sorted([len(await cards_of(each.membership_id)) for each in members]) == [0] * 9 + [1]


async def test_ten_undo_one_stamp(tenant: Tenant, member: Member) -> None:
    """Given one stamp too many, when ten undo it at once, then one does."""
    design = await make_design(tenant)
    await issue(tenant, member.membership_id, design, 3)
    act = await issue(tenant, member.membership_id, design)
    assert await at_once([undo(tenant, act) for _ in range(10)]) == {"given": 1, "STAMPS_UNDONE": 9}
    assert await cards_of(member.membership_id) == [(3, "open", None)]


async def test_the_day_is_not_passed_by_rivals(tenant: Tenant, member: Member) -> None:
    """Given two a day, when ten tills give one at once, then two do."""
    design = await make_design(tenant, max_per_day=2)
    outcomes = await at_once([issue(tenant, member.membership_id, design) for _ in range(10)])
    assert outcomes == {"given": 2, "DAILY_LIMIT": 8}


async def test_the_last_pieces_go_to_the_first_cards(tenant: Tenant) -> None:
    """Given three pieces in stock, when ten members fill a card at once, then three have vouchers, seven are owed."""
    reward = await make_reward(tenant, stock=3)
    design = await make_design(tenant, needed=2, reward=reward)
    members = [await make_member(tenant) for _ in range(10)]
    outcomes = await at_once([issue(tenant, each.membership_id, design, 2) for each in members])
    assert outcomes == {"given": 10}
    vouchers = [len(await vouchers_of(each.membership_id)) for each in members]
    assert (sum(vouchers), await stock_left(reward)) == (3, 0)
    assert await unsound(tenant.program_id) == []
