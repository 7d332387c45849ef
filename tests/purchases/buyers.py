"""Who buys."""

from api import customers
from api.core import db
from tests.factories.businesses import Tenant
from tests.factories.customers import make_member


async def verified_member(tenant: Tenant) -> customers.Member:
    """A member who has proved the phone number."""
    member = await make_member(tenant)
    await db.execute("UPDATE phone_claim SET verified_at = now() WHERE person_id = $1", member.person_id)
    return member
