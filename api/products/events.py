"""Facts of goods."""

from typing import ClassVar
from uuid import UUID

from api.core.outbox import Fact


class ProductSaved(Fact):
    """A product was added or changed."""

    name: ClassVar[str] = "products.saved"

    product_id: UUID
    sku: str
