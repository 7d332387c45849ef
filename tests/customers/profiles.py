"""Members as a business reads them."""

from api import customers
from api.customers import Member, MemberKey
from tests.factories.businesses import Tenant


def key_of(tenant: Tenant, member: Member) -> MemberKey:
    """The member as the tenant's business knows it."""
    return MemberKey(tenant.program_id, tenant.business_id, member.membership_id)


async def read(tenant: Tenant, member: Member) -> Member:
    """The member as the tenant's business sees it now."""
    found = await customers.members_by_id(
        tenant.program_id, [member.membership_id], business_id=tenant.business_id
    )
    return found[member.membership_id]
