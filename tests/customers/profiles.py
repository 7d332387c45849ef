"""Members as a business reads them."""

from api import customers
from api.customers import Member
from tests.factories.businesses import Tenant


async def read(tenant: Tenant, member: Member) -> Member:
    """The member as the tenant's business sees it now."""
    found = await customers.members_by_id(
        tenant.program_id, [member.membership_id], business_id=tenant.business_id
    )
    return found[member.membership_id]
