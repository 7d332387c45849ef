"""What is seen of two who were made one."""

from api import ledger
from tests.factories.businesses import Tenant
from tests.factories.rewards import unsound


async def sound(tenant: Tenant) -> bool:
    """Books, stock and stamps."""
    return await ledger.verify(tenant.program_id) == [] and await unsound(tenant.program_id) == []
