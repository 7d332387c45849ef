"""Businesses, their stores, and the looks of both."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict
from uuid import UUID

from api.businesses.types.programs import EarnRate


@dataclass(frozen=True, slots=True)
class BrandLook:
    """How a card or a shop looks: two colours as #rrggbb, a motif's name, up to three initials, a logo."""

    name: str
    stock_color: str
    foil_color: str
    motif: str
    initials: str
    logo_file_id: UUID | None


@dataclass(frozen=True, slots=True)
class BusinessInfo:
    """A tenant. `earn_rate` is its own in the program, None where the program's holds."""

    id: UUID
    program_id: UUID
    name: str
    contact_name: str
    contact_email: str | None
    brand: BrandLook
    earn_rate: EarnRate | None
    created_at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class StoreInfo:
    """A place with a till."""

    id: UUID
    program_id: UUID
    business_id: UUID
    name: str
    code: str
    address: str
    city: str
    is_active: bool
    shop_brand_id: UUID | None
    version: int


@dataclass(frozen=True, slots=True)
class ShopBrandInfo:
    """A name over the door."""

    id: UUID
    program_id: UUID
    business_id: UUID
    brand: BrandLook
    is_active: bool


class BrandChanges(TypedDict, total=False):
    """New parts of a look; what is left out stays."""

    stock_color: str
    foil_color: str
    motif: str
    initials: str


class BusinessChanges(BrandChanges, total=False):
    """New values of a business; what is left out stays. `earn_rate` None: the program's holds again."""

    name: str
    contact_name: str
    contact_email: str | None
    earn_rate: EarnRate | None


class StoreChanges(TypedDict, total=False):
    """New values of a store; what is left out stays."""

    name: str
    code: str
    address: str
    city: str
    shop_brand_id: UUID | None
    is_active: bool


class ShopBrandChanges(BrandChanges, total=False):
    """New values of a shop brand; what is left out stays."""

    name: str
    is_active: bool
