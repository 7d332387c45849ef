"""Values of goods that may cross the border."""

from dataclasses import dataclass
from typing import TypedDict
from uuid import UUID


@dataclass(frozen=True, slots=True)
class CategoryInfo:
    """A department or group of goods."""

    id: UUID
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class ProductBrandInfo:
    """A maker of goods."""

    id: UUID
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class ProductInfo:
    """Something sold by one business. `price_minor` in the program's currency; None without a fixed price."""

    id: UUID
    program_id: UUID
    business_id: UUID
    sku: str
    name: str
    category_id: UUID | None
    brand_id: UUID | None
    price_minor: int | None
    is_active: bool


class ProductValues(TypedDict, total=False):
    """What is known of a product beside its code and name; what is left out stays, None takes away."""

    category_id: UUID | None
    brand_id: UUID | None
    price_minor: int | None
    is_active: bool


@dataclass(frozen=True, slots=True)
class StatedProduct:
    """A product as another system states it; empty codes and a missing price say nothing."""

    sku: str
    name: str
    category_code: str = ""
    category_name: str = ""
    brand_code: str = ""
    brand_name: str = ""
    price_minor: int | None = None
    is_active: bool = True
