"""Businesses, programs, stores and brands: opened, changed, refused, told."""

import asyncio
from uuid import UUID

import orjson
import pytest

from api import businesses
from api.businesses import (
    BusinessChanges,
    EarnRate,
    ExpiryKind,
    LimitMode,
    ParticipantRole,
    PendingKind,
    PointLimits,
    ProgramChanges,
    ShopBrandChanges,
    StoreChanges,
)
from api.core import db as core_db
from api.core import files
from api.core.audit import SYSTEM
from api.core.errors import BadInput, Conflict, Forbidden, NotFound
from api.core.files import BadFile
from api.core.ids import new_id
from tests.factories.businesses import Tenant, make_business

pytestmark = pytest.mark.integration

PNG = b"\x89PNG\r\n\x1a\n" + bytes(32)


async def _audit(business_id: UUID) -> list[tuple[str, object, object]]:
    rows = await core_db.fetch(
        "SELECT action, before, after FROM audit_entry WHERE business_id = $1 ORDER BY created_at, id",
        business_id,
    )
    return [
        (
            row["action"],
            row["before"] and orjson.loads(row["before"]),
            row["after"] and orjson.loads(row["after"]),
        )
        for row in rows
    ]


async def _facts(business_id: UUID) -> list[tuple[str, list[str]]]:
    rows = await core_db.fetch(
        "SELECT name, topics FROM outbox WHERE business_id = $1 ORDER BY id", business_id
    )
    return [(row["name"], row["topics"]) for row in rows]


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
    assert await _facts(made.id) == [("businesses.created", [f"business:{made.id}"])]


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
    assert (await _audit(tenant.business_id))[-1] == (
        "businesses.updated",
        {"name": "Kaapi House", "motif": "", "earn_points": None, "earn_per_minor": None},
        {"name": "Kaapi", "motif": "cup", "earn_points": 3, "earn_per_minor": 1_000},
    )
    assert (await _facts(tenant.business_id))[-1] == (
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
    before = await _audit(tenant.business_id)
    same = await businesses.update_business(
        tenant.owner, tenant.business_id, BusinessChanges(name="Kaapi House")
    )
    assert same.version == 1
    assert await _audit(tenant.business_id) == before


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


async def test_all_settings_of_a_program_can_be_changed(rolled_back: None) -> None:
    """Given every setting, when changed, then each reads back and the audit names what differs."""
    tenant = await make_business()
    limits = PointLimits(LimitMode.CAP, 100, 200, 300, 400, 5_000, 6, 7_000)
    changed = await businesses.update_program(
        tenant.owner,
        tenant.program_id,
        ProgramChanges(
            points_name="beans",
            time_zone="Europe/Berlin",
            earn_rate=EarnRate(5, 100),
            expiry_kind=ExpiryKind.END_OF_YEAR,
            expiry_months=24,
            pending_kind=PendingKind.DELAY,
            pending_days=14,
            void_window_seconds=60,
            limits=limits,
        ),
        business_id=tenant.business_id,
        version=1,
    )
    assert (changed.points_name, changed.time_zone, changed.earn_rate) == (
        "beans",
        "Europe/Berlin",
        EarnRate(5, 100),
    )
    assert (changed.expiry_kind, changed.expiry_months) == (ExpiryKind.END_OF_YEAR, 24)
    assert (changed.pending_kind, changed.pending_days, changed.void_window_seconds) == (
        PendingKind.DELAY,
        14,
        60,
    )
    assert (changed.limits, changed.version) == (limits, 2)
    action, before, after = (await _audit(tenant.business_id))[-1]
    assert action == "businesses.program_updated"
    assert isinstance(before, dict)
    assert isinstance(after, dict)
    assert (before["points_name"], after["points_name"], after["max_balance"]) == ("points", "beans", 5_000)
    assert "currency" not in after


async def test_a_waiting_without_days_changes_nothing(rolled_back: None) -> None:
    """Given DELAY without days, when set, then it is refused and the program stays."""
    tenant = await make_business()
    with pytest.raises(BadInput) as refused:
        await businesses.update_program(
            tenant.owner,
            tenant.program_id,
            ProgramChanges(pending_kind=PendingKind.DELAY),
            business_id=tenant.business_id,
        )
    assert refused.value.path == ("pendingDays",)
    assert (await businesses.rules_for(tenant.program_id)).version == 1


async def test_partners_cannot_change_the_program_and_strangers_do_not_find_it(rolled_back: None) -> None:
    """Given a coalition, when a partner or a stranger changes its settings, then both are refused in their way."""
    owner, stranger = await make_business(), await make_business()
    partner = await make_business(program_id=owner.program_id)
    version = (await businesses.rules_for(owner.program_id)).version
    for caller, refusal in ((partner, Forbidden), (stranger, NotFound)):
        with pytest.raises(refusal):
            await businesses.update_program(
                caller.owner, owner.program_id, ProgramChanges(name="Mine"), business_id=caller.business_id
            )
    assert (await businesses.rules_for(owner.program_id)).version == version


async def test_every_partner_hears_of_new_settings(rolled_back: None) -> None:
    """Given a coalition of two, when its owner changes it, then the screens of both are told."""
    owner = await make_business()
    partner = await make_business(program_id=owner.program_id)
    await businesses.update_program(
        owner.owner, owner.program_id, ProgramChanges(name="High Street"), business_id=owner.business_id
    )
    for tenant in (owner, partner):
        name, topics = (await _facts(tenant.business_id))[-1]
        assert (name, topics) == ("businesses.program_updated", [f"business:{tenant.business_id}"])


async def test_stores_are_opened_changed_and_read(rolled_back: None) -> None:
    """Given a store, when changed, then it reads back, by id and by business."""
    tenant = await make_business()
    brand = await _brand(tenant)
    made = await businesses.create_store(
        tenant.owner, tenant.business_id, name="Bandra", code="MUM-02", city="Mumbai", shop_brand_id=brand
    )
    changed = await businesses.update_store(
        tenant.owner,
        tenant.business_id,
        made.id,
        StoreChanges(name="Bandra West", is_active=False, shop_brand_id=None),
        version=made.version,
    )
    assert (changed.name, changed.code, changed.city) == ("Bandra West", "MUM-02", "Mumbai")
    assert (changed.is_active, changed.shop_brand_id, changed.version) == (False, None, 2)
    names = [each.name for each in (await businesses.stores_of([tenant.business_id]))[tenant.business_id]]
    assert names == ["Bandra West", "Kaapi House"]


async def test_two_stores_of_a_business_cannot_share_a_code_but_two_businesses_can(db: None) -> None:
    """Given a code in use, when it comes again, then the same business is refused and another is not."""
    mine, other = await make_business(), await make_business()
    await businesses.create_store(mine.owner, mine.business_id, name="One", code="X1")
    second = await businesses.create_store(mine.owner, mine.business_id, name="Two", code="X2")
    with pytest.raises(Conflict) as refused:
        await businesses.create_store(mine.owner, mine.business_id, name="Three", code="X1")
    assert refused.value.path == ("code",)
    with pytest.raises(Conflict):
        await businesses.update_store(mine.owner, mine.business_id, second.id, StoreChanges(code="X1"))
    await businesses.create_store(other.owner, other.business_id, name="One", code="X1")
    codes = {each.code for each in (await businesses.stores_of([mine.business_id]))[mine.business_id]}
    assert {"X1", "X2"} < codes
    assert len(codes) == 3


async def test_another_businesss_things_are_not_found_and_stay(rolled_back: None) -> None:
    """Given a store and a brand of B, when A changes or uses them, then nothing is found and nothing changes."""
    mine, other = await make_business(), await make_business(name="Other")
    brand = await _brand(other)
    with pytest.raises(NotFound):
        await businesses.update_store(
            mine.owner, mine.business_id, other.store_id, StoreChanges(name="Stolen")
        )
    with pytest.raises(NotFound):
        await businesses.update_shop_brand(
            mine.owner, mine.business_id, brand, ShopBrandChanges(name="Stolen")
        )
    with pytest.raises(NotFound):
        await businesses.upload_logo(mine.owner, mine.business_id, PNG, shop_brand_id=brand)
    with pytest.raises(NotFound):
        await businesses.create_store(mine.owner, mine.business_id, name="New", code="N", shop_brand_id=brand)
    assert (await businesses.stores_by_id([other.store_id]))[other.store_id].name == "Other"
    kept = (await businesses.shop_brands_by_id([brand]))[brand].brand
    assert (kept.name, kept.logo_file_id) == ("Book Nook", None)
    assert len((await businesses.stores_of([mine.business_id]))[mine.business_id]) == 1


async def test_shop_brands_are_changed_and_their_names_are_unique(db: None) -> None:
    """Given a brand, when changed, then it reads back; a second of its name is refused."""
    tenant = await make_business()
    brand = await _brand(tenant)
    changed = await businesses.update_shop_brand(
        tenant.owner, tenant.business_id, brand, ShopBrandChanges(foil_color="#00FF00", is_active=False)
    )
    assert (changed.brand.foil_color, changed.is_active, changed.brand.initials) == ("#00ff00", False, "BN")
    with pytest.raises(Conflict) as refused:
        await _brand(tenant)
    assert refused.value.path == ("name",)
    assert len((await businesses.shop_brands_of([tenant.business_id]))[tenant.business_id]) == 1


async def test_a_logo_is_kept_once_and_served_by_its_id(rolled_back: None) -> None:
    """Given a PNG, when uploaded twice, then the look shows one file with exactly these bytes."""
    tenant = await make_business()
    changed = await businesses.upload_logo(tenant.owner, tenant.business_id, PNG)
    again = await businesses.upload_logo(tenant.owner, tenant.business_id, PNG)
    assert changed.brand.logo_file_id == again.brand.logo_file_id
    assert (changed.version, again.version) == (2, 2)
    kept = await files.read(changed.brand.logo_file_id or new_id())
    assert kept is not None
    assert (kept.content_type, kept.content) == ("image/png", PNG)


async def test_a_shop_brands_logo_is_its_own(rolled_back: None) -> None:
    """Given a shop brand, when its logo is uploaded, then the brand shows it and the business's own look stays."""
    tenant = await make_business()
    brand = await _brand(tenant)
    await businesses.upload_logo(tenant.owner, tenant.business_id, PNG, shop_brand_id=brand)
    kept = await files.read(
        (await businesses.shop_brands_by_id([brand]))[brand].brand.logo_file_id or new_id()
    )
    assert kept is not None
    assert kept.content == PNG
    business = (await businesses.businesses_by_id([tenant.business_id]))[tenant.business_id]
    assert (business.brand.logo_file_id, business.version) == (None, 1)


@pytest.mark.parametrize("content", [b"", b"<svg onload=alert(1)>", b"GIF89a", PNG + bytes(512 * 1024)])
async def test_other_files_are_no_logo(rolled_back: None, content: bytes) -> None:
    """Given an empty, active, unknown or too large file, when uploaded, then the look stays."""
    tenant = await make_business()
    with pytest.raises(BadFile):
        await businesses.upload_logo(tenant.owner, tenant.business_id, content)
    kept = (await businesses.businesses_by_id([tenant.business_id]))[tenant.business_id]
    assert (kept.brand.logo_file_id, kept.version) == (None, 1)


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


async def _brand(tenant: Tenant) -> UUID:
    made = await businesses.create_shop_brand(
        tenant.owner, tenant.business_id, name="Book Nook", stock_color="#112233", foil_color="#445566"
    )
    return made.id
