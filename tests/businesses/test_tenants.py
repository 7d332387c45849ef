"""Businesses: opened, changed, refused, told."""

import asyncio
from uuid import UUID

import pytest

from api import businesses
from api.businesses import (
    BusinessChanges,
    EarnRate,
    ExpiryKind,
    ParticipantRole,
    PointLimits,
)
from api.core import db as core_db
from api.core.audit import SYSTEM
from api.core.errors import BadInput, Conflict, NotFound
from tests.businesses.told import audit_of, facts_of
from tests.factories.businesses import make_business

pytestmark = pytest.mark.integration


async def test_a_business_begins_with_a_program_of_its_own(rolled_back: None) -> None:
    """Given name, currency, zone and country, when opened, then the program has sensible settings."""
    made = await businesses.create_business(
        SYSTEM, name=" Kaapi  House ", currency="inr", time_zone="Asia/Kolkata", region="in"
    )
    assert (made.name, made.brand.initials, made.earn_rate, made.version) == ("Kaapi House", "KH", None, 1)
    rules = (await businesses.program_rules([made.program_id]))[made.program_id]
    assert (rules.currency, rules.region, rules.is_coalition) == ("INR", "IN", False)
    assert (rules.earn_rate, rules.point_value_micro_minor) == (EarnRate(1, 1_000), 10_000_000)
    assert (rules.expiry_kind, rules.expiry_months) == (ExpiryKind.ROLLING_MONTHS, 12)
    assert rules.limits == PointLimits()
    (mine,) = (await businesses.participants_of([made.program_id]))[made.program_id]
    assert (mine.business_id, mine.role) == (made.id, ParticipantRole.OWNER)
    assert await facts_of(made.id) == [("businesses.created", [f"business:{made.id}"])]


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"name": ""}, ("name",)),
        ({"currency": "RUP"}, ("currency",)),
        ({"currency": None}, ("currency",)),
        ({"time_zone": "India"}, ("timeZone",)),
        ({"region": "XX"}, ("region",)),
        ({"earn_rate": EarnRate(0, 1)}, ("earnRate", "points")),
        ({"stock_color": "red"}, ("stockColor",)),
        ({"contact_email": "asha"}, ("contactEmail",)),
    ],
)
async def test_a_bad_value_opens_nothing(
    rolled_back: None, wrong: dict[str, object], path: tuple[str, ...]
) -> None:
    """Given one bad value, when opened, then it is named and there is neither business nor program."""
    counted = "SELECT (SELECT count(*) FROM business) + (SELECT count(*) FROM program)"
    before = await core_db.fetchval(counted)
    good: dict[str, object] = {"name": "A", "currency": "INR", "time_zone": "Asia/Kolkata", "region": "IN"}
    with pytest.raises(BadInput) as refused:
        await businesses.create_business(SYSTEM, **(good | wrong))  # type: ignore[arg-type]
    assert refused.value.path == path
    assert await core_db.fetchval(counted) == before


async def test_a_partner_joins_a_coalition_with_its_own_rate(rolled_back: None) -> None:
    """Given a program, when a second business joins, then both share it, each with its rate."""
    first = await make_business()
    second = await make_business(name="Book Nook", program_id=first.program_id, earn_rate=EarnRate(2, 500))
    assert second.program_id == first.program_id
    assert (await businesses.rules_for(first.program_id)).is_coalition
    assert await businesses.earn_rate_for(first.program_id, first.business_id) == EarnRate(1, 1_000)
    assert await businesses.earn_rate_for(first.program_id, second.business_id) == EarnRate(2, 500)
    roles = [each.role for each in (await businesses.participants_of([first.program_id]))[first.program_id]]
    assert roles == [ParticipantRole.OWNER, ParticipantRole.PARTNER]


async def test_a_stranger_has_no_rate_in_a_program(rolled_back: None) -> None:
    """Given two programs, when a rate is asked across, then there is none."""
    mine, other = await make_business(), await make_business()
    with pytest.raises(NotFound):
        await businesses.earn_rate_for(mine.program_id, other.business_id)


async def test_changes_of_a_business_are_told_with_before_and_after(rolled_back: None) -> None:
    """Given new name and rate, when changed, then exactly these are in the audit, and open screens hear of it."""
    tenant = await make_business()
    changed = await businesses.update_business(
        tenant.owner,
        tenant.business_id,
        BusinessChanges(name="Kaapi", motif="cup", stock_color="#8E1B4B", earn_rate=EarnRate(3, 1_000)),
        version=1,
    )
    assert (changed.name, changed.brand.motif, changed.version) == ("Kaapi", "cup", 2)
    assert changed.earn_rate == EarnRate(3, 1_000)
    assert (await audit_of(tenant.business_id))[-1] == (
        "businesses.updated",
        {"name": "Kaapi House", "motif": "", "earn_points": None, "earn_per_minor": None},
        {"name": "Kaapi", "motif": "cup", "earn_points": 3, "earn_per_minor": 1_000},
    )
    assert (await facts_of(tenant.business_id))[-1] == (
        "businesses.updated",
        [f"business:{tenant.business_id}"],
    )


async def test_a_business_can_go_back_to_the_programs_rate(rolled_back: None) -> None:
    """Given a rate of its own, when it is taken away, then the program's holds."""
    tenant = await make_business()
    await businesses.update_business(
        tenant.owner, tenant.business_id, BusinessChanges(earn_rate=EarnRate(3, 100))
    )
    changed = await businesses.update_business(
        tenant.owner, tenant.business_id, BusinessChanges(earn_rate=None)
    )
    assert changed.earn_rate is None
    assert await businesses.earn_rate_for(tenant.program_id, tenant.business_id) == EarnRate(1, 1_000)


async def test_a_change_that_changes_nothing_is_not_told(rolled_back: None) -> None:
    """Given the values that are there, when set again, then version and audit stay."""
    tenant = await make_business()
    before = await audit_of(tenant.business_id)
    same = await businesses.update_business(
        tenant.owner, tenant.business_id, BusinessChanges(name="Kaapi House")
    )
    assert same.version == 1
    assert await audit_of(tenant.business_id) == before


async def test_a_stale_version_is_refused_and_nothing_changes(rolled_back: None) -> None:
    """Given somebody else's change, when the old version comes back, then it is refused with the current one."""
    tenant = await make_business()
    await businesses.update_business(tenant.owner, tenant.business_id, BusinessChanges(name="B"), version=1)
    with pytest.raises(Conflict) as refused:
        await businesses.update_business(
            tenant.owner, tenant.business_id, BusinessChanges(name="C"), version=1
        )
    assert refused.value.params == {"version": 2}
    assert (await businesses.businesses_by_id([tenant.business_id]))[tenant.business_id].name == "B"


async def test_of_two_changes_at_once_one_wins(db: None) -> None:
    """Given two who saw the same version, when both save at once, then one is refused."""
    tenant = await make_business()

    async def rename(name: str) -> bool:
        try:
            await businesses.update_business(
                tenant.owner, tenant.business_id, BusinessChanges(name=name), version=1
            )
        except Conflict:
            return False
        return True

    assert sorted(await asyncio.gather(*(rename(f"Name {n}") for n in range(6)))) == [False] * 5 + [True]


async def test_the_program_of_a_business_is_remembered_only_once_it_is_sure(db: None) -> None:
    """Given a business in a transaction that is undone, when asked afterwards, then it is not known."""
    seen: list[UUID] = []

    async def open_and_fail() -> None:
        async with core_db.transaction():
            tenant = await make_business()
            seen.append(tenant.business_id)
            assert await businesses.program_of(tenant.business_id) == tenant.program_id
            raise RuntimeError("undone")

    with pytest.raises(RuntimeError, match="undone"):
        await open_and_fail()
    with pytest.raises(NotFound):
        await businesses.program_of(seen[0])
