"""Facts announced when a tenant changes: open screens of that business are refreshed."""

from typing import ClassVar
from uuid import UUID

from api.core.outbox import Fact


class _OfBusiness:
    """Concerns the open screens of one business."""

    business_id: UUID | None

    def topics(self) -> tuple[str, ...]:
        """The business's topic."""
        return () if self.business_id is None else (f"business:{self.business_id}",)


class BusinessCreated(_OfBusiness, Fact):
    """A business exists, with its program and participation."""

    name: ClassVar[str] = "businesses.created"


class BusinessUpdated(_OfBusiness, Fact):
    """Name, look, contact or earn rate of a business changed."""

    name: ClassVar[str] = "businesses.updated"


class ProgramUpdated(_OfBusiness, Fact):
    """A program's settings changed; told once for each business that takes part."""

    name: ClassVar[str] = "businesses.program_updated"
    changed: tuple[str, ...]


class StoreSaved(_OfBusiness, Fact):
    """A store was opened or changed."""

    name: ClassVar[str] = "businesses.store_saved"
    store_id: UUID


class ShopBrandSaved(_OfBusiness, Fact):
    """A shop brand was made or changed."""

    name: ClassVar[str] = "businesses.shop_brand_saved"
    shop_brand_id: UUID
