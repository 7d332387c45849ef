"""Sessions on devices, as Postgres and a caller see them."""

from uuid import UUID

from api import identity
from api.core import db as core_db
from api.core.errors import Unauthenticated
from tests.factories.businesses import make_business
from tests.factories.identity import Staff, make_staff


async def a_cashier() -> Staff:
    tenant = await make_business()
    return await make_staff(tenant.program_id, tenant.business_id)


async def is_good(access_token: str) -> bool:
    try:
        await identity.authenticate(access_token)
    except Unauthenticated:
        return False
    return True


async def state_of(session_id: UUID | None) -> tuple[bool, str | None]:
    row = await core_db.fetchrow("SELECT revoked_at, revoked_reason FROM session WHERE id = $1", session_id)
    assert row is not None
    return row["revoked_at"] is not None, row["revoked_reason"]
