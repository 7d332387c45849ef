"""Makes members."""

import secrets
from typing import Any, Protocol
from uuid import UUID

from api import customers, directory
from api.core.audit import SYSTEM
from api.core.paging import Page


class HasTenant(Protocol):
    """What `make_business` returns, as far as members need it."""

    @property
    def program_id(self) -> UUID: ...
    @property
    def business_id(self) -> UUID: ...


def some_phone() -> str:
    """An Indian mobile number that no other test has."""
    return f"+9198{secrets.randbelow(10**8):08d}"


async def list_members(program_id: UUID, business_id: UUID, **options: Any) -> Page[customers.Member]:
    """A page of the office's list, as members."""
    page = await directory.find(program_id, business_id, **options)
    found = await customers.members_by_id(program_id, page.items, business_id=business_id)
    return Page([found[key] for key in page.items], page.cursors, page.has_next)


async def make_member(tenant: HasTenant, *, phone: str | None = None, name: str = "") -> customers.Member:
    """A member enrolled by the tenant's business, with an unverified number."""
    made = await customers.find_or_enrol(
        SYSTEM, tenant.program_id, tenant.business_id, phone or some_phone(), name=name
    )
    return made.member
