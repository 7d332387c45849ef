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


class PartnerInvited(_OfBusiness, Fact):
    """A business was invited to take part in a program."""

    name: ClassVar[str] = "businesses.partner_invited"
    invitation_id: UUID


class PartnerAnswered(_OfBusiness, Fact):
    """An invitation to take part was accepted or declined; told to the business that invited."""

    name: ClassVar[str] = "businesses.partner_answered"
    invitation_id: UUID
    is_accepted: bool
    partner_id: UUID | None = None


class PartnerLeft(_OfBusiness, Fact):
    """A business takes part in a program no more; told to itself and to the owner."""

    name: ClassVar[str] = "businesses.partner_left"
    partner_id: UUID
