"""A shop brand and its logo."""

from uuid import UUID

from api import businesses
from tests.factories.businesses import Tenant

PNG = b"\x89PNG\r\n\x1a\n" + bytes(32)


async def a_shop_brand(tenant: Tenant) -> UUID:
    made = await businesses.create_shop_brand(
        tenant.owner, tenant.business_id, name="Book Nook", stock_color="#112233", foil_color="#445566"
    )
    return made.id
