"""Reads of tenants, batch first."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from api.businesses.types import (
    BrandLook,
    BusinessInfo,
    EarnRate,
    ExpiryKind,
    LimitMode,
    ParticipantInfo,
    ParticipantRole,
    PendingKind,
    PointLimits,
    PointPayment,
    ProgramRules,
    Rounding,
    ShopBrandInfo,
    ShortfallPolicy,
    StoreInfo,
)
from api.core import db
from api.core.errors import NotFound
from api.core.rows import grouped

BUSINESS = """
    SELECT b.id, b.program_id, b.name, b.contact_name, b.contact_email, b.stock_color, b.foil_color, b.motif,
        b.initials, b.logo_file_id, b.created_at, b.version, p.earn_points, p.earn_per_minor
    FROM business b
    LEFT JOIN participant p ON p.program_id = b.program_id AND p.business_id = b.id
"""
PARTICIPANT = """
    SELECT p.id, p.program_id, p.business_id, p.role, p.created_at, b.name, b.stock_color, b.foil_color, b.motif,
        b.initials, b.logo_file_id, coalesce(p.earn_points, g.earn_points) AS earn_points,
        coalesce(p.earn_per_minor, g.earn_per_minor) AS earn_per_minor
    FROM participant p
    JOIN program g ON g.id = p.program_id
    JOIN business b ON b.id = p.business_id
    WHERE p.status = 'active'
"""
STORE = """
    SELECT id, program_id, business_id, name, code, address, city, is_active, shop_brand_id, version FROM store
"""
SHOP_BRAND = """
    SELECT id, program_id, business_id, name, stock_color, foil_color, motif, initials, logo_file_id, is_active
    FROM shop_brand
"""

_programs: dict[UUID, UUID] = {}
REMEMBERED = 100_000


async def program_rules(program_ids: Iterable[UUID]) -> dict[UUID, ProgramRules]:
    """Programs with all settings, by id; unknown ids are left out."""
    rows = await db.fetch("SELECT * FROM program WHERE id = ANY($1::uuid[])", list(program_ids))
    return {row["id"]: rules_of(row) for row in rows}


async def rules_for(program_id: UUID) -> ProgramRules:
    """One program's settings. Refuses an unknown program with NOT_FOUND."""
    found = (await program_rules([program_id])).get(program_id)
    if found is None:
        raise NotFound("There is no such program.")
    return found


async def program_of(business_id: UUID) -> UUID:
    """The program of a business, which never changes and is remembered. Refuses with NOT_FOUND."""
    known = _programs.get(business_id)
    if known is not None:
        return known
    found: UUID | None = await db.fetchval("SELECT program_id FROM business WHERE id = $1", business_id)
    if found is None:
        raise NotFound("There is no such business.")
    # what an open transaction wrote may yet be undone
    if not db.in_transaction_now() and len(_programs) < REMEMBERED:
        _programs[business_id] = found
    return found


async def businesses_by_id(business_ids: Iterable[UUID]) -> dict[UUID, BusinessInfo]:
    """Businesses by id; unknown ids are left out."""
    rows = await db.fetch(BUSINESS + "WHERE b.id = ANY($1::uuid[])", list(business_ids))
    return {row["id"]: business_of(row) for row in rows}


async def participants_of(program_ids: Iterable[UUID]) -> dict[UUID, list[ParticipantInfo]]:
    """Who takes part in programs, in the order of joining."""
    rows = await db.fetch(
        PARTICIPANT + "AND p.program_id = ANY($1::uuid[]) ORDER BY p.created_at, p.id", list(program_ids)
    )
    return grouped(rows, "program_id", participant_of)


async def earn_rate_for(program_id: UUID, business_id: UUID) -> EarnRate:
    """The rate of a business in a program: its own, else the program's. Refuses with NOT_FOUND."""
    row = await db.fetchrow(
        PARTICIPANT + "AND p.program_id = $1 AND p.business_id = $2", program_id, business_id
    )
    if row is None:
        raise NotFound("This business does not take part in the program.")
    return EarnRate(row["earn_points"], row["earn_per_minor"])


async def stores_by_id(store_ids: Iterable[UUID]) -> dict[UUID, StoreInfo]:
    """Stores by id, of any business: the caller checks whose they are."""
    rows = await db.fetch(STORE + "WHERE id = ANY($1::uuid[])", list(store_ids))
    return {row["id"]: store_of(row) for row in rows}


async def stores_of(business_ids: Iterable[UUID]) -> dict[UUID, list[StoreInfo]]:
    """All stores of businesses, by name."""
    rows = await db.fetch(STORE + "WHERE business_id = ANY($1::uuid[]) ORDER BY name, id", list(business_ids))
    return grouped(rows, "business_id", store_of)


async def shop_brands_by_id(shop_brand_ids: Iterable[UUID]) -> dict[UUID, ShopBrandInfo]:
    """Shop brands by id, of any business: the caller checks whose they are."""
    rows = await db.fetch(SHOP_BRAND + "WHERE id = ANY($1::uuid[])", list(shop_brand_ids))
    return {row["id"]: shop_brand_of(row) for row in rows}


def look_of(row: Mapping[str, Any]) -> BrandLook:
    """The look in a row of business, shop brand or participant."""
    return BrandLook(
        name=row["name"],
        stock_color=row["stock_color"],
        foil_color=row["foil_color"],
        motif=row["motif"],
        initials=row["initials"],
        logo_file_id=row["logo_file_id"],
    )


def rules_of(row: Mapping[str, Any]) -> ProgramRules:
    """A row of program as its rules."""
    return ProgramRules(
        id=row["id"],
        name=row["name"],
        points_name=row["points_name"],
        currency=row["currency"],
        time_zone=row["time_zone"],
        region=row["region"],
        is_coalition=row["is_coalition"],
        earn_rate=EarnRate(row["earn_points"], row["earn_per_minor"]),
        rounding=Rounding(row["rounding"]),
        point_value_micro_minor=row["point_value_micro_minor"],
        payment=_payment_of(row),
        pending_kind=PendingKind(row["pending_kind"]),
        pending_days=row["pending_days"],
        pending_until=row["pending_until"],
        expiry_kind=ExpiryKind(row["expiry_kind"]),
        expiry_months=row["expiry_months"],
        shortfall_policy=ShortfallPolicy(row["shortfall_policy"]),
        reinstatement_days=row["reinstatement_days"],
        reinstate_within_days=row["reinstate_within_days"],
        reminder_days=tuple(row["reminder_days"]),
        void_window_seconds=row["void_window_seconds"],
        limits=_limits_of(row),
        max_amount_minor=row["max_amount_minor"],
        watches_awards=row["watches_awards"],
        version=row["version"],
    )


def _payment_of(row: Mapping[str, Any]) -> PointPayment:
    return PointPayment(
        is_on=row["pay_is_on"],
        max_bp=row["pay_max_bp"],
        min_points=row["pay_min_points"],
        max_points=row["pay_max_points"],
        step=row["pay_step"],
    )


def _limits_of(row: Mapping[str, Any]) -> PointLimits:
    return PointLimits(
        mode=LimitMode(row["limit_mode"]),
        per_transaction=row["max_per_transaction"],
        per_day=row["max_per_day"],
        per_week=row["max_per_week"],
        per_month=row["max_per_month"],
        balance=row["max_balance"],
        staff_awards_per_hour=row["max_staff_awards_per_hour"],
        store_points_per_day=row["max_store_points_per_day"],
    )


def business_of(row: Mapping[str, Any]) -> BusinessInfo:
    """A row of BUSINESS."""
    has_rate = row["earn_points"] is not None
    return BusinessInfo(
        id=row["id"],
        program_id=row["program_id"],
        name=row["name"],
        contact_name=row["contact_name"],
        contact_email=row["contact_email"],
        brand=look_of(row),
        earn_rate=EarnRate(row["earn_points"], row["earn_per_minor"]) if has_rate else None,
        created_at=row["created_at"],
        version=row["version"],
    )


def participant_of(row: Mapping[str, Any]) -> ParticipantInfo:
    """A row of PARTICIPANT."""
    return ParticipantInfo(
        id=row["id"],
        program_id=row["program_id"],
        business_id=row["business_id"],
        role=ParticipantRole(row["role"]),
        earn_rate=EarnRate(row["earn_points"], row["earn_per_minor"]),
        brand=look_of(row),
        joined_at=row["created_at"],
    )


def store_of(row: Mapping[str, Any]) -> StoreInfo:
    """A row of STORE."""
    return StoreInfo(
        id=row["id"],
        program_id=row["program_id"],
        business_id=row["business_id"],
        name=row["name"],
        code=row["code"],
        address=row["address"],
        city=row["city"],
        is_active=row["is_active"],
        shop_brand_id=row["shop_brand_id"],
        version=row["version"],
    )


def shop_brand_of(row: Mapping[str, Any]) -> ShopBrandInfo:
    """A row of SHOP_BRAND."""
    return ShopBrandInfo(
        id=row["id"],
        program_id=row["program_id"],
        business_id=row["business_id"],
        brand=look_of(row),
        is_active=row["is_active"],
    )
