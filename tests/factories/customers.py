"""Makes members."""

import secrets
from typing import Any, Protocol
from uuid import UUID

from api import customers, directory
from api.core import db
from api.core.audit import SYSTEM
from api.core.paging import Page
from api.customers import Birthday, Member, MemberKey


class HasTenant(Protocol):
    """What `make_business` returns, as far as members need it."""

    @property
    def program_id(self) -> UUID: ...
    @property
    def business_id(self) -> UUID: ...


def some_phone() -> str:
    """An Indian mobile number that no other test has."""
    return f"+9198{secrets.randbelow(10**8):08d}"


async def list_members(program_id: UUID, business_id: UUID, **options: Any) -> Page[Member]:
    """A page of the office's list, as members."""
    page = await directory.find(program_id, business_id, **options)
    found = await customers.members_by_id(program_id, page.items, business_id=business_id)
    return Page([found[key] for key in page.items], page.cursors, page.has_next)


async def make_member(tenant: HasTenant, *, phone: str | None = None, name: str = "") -> Member:
    """A member enrolled by the tenant's business, with an unverified number."""
    made = await customers.find_or_enrol(
        SYSTEM, tenant.program_id, tenant.business_id, phone or some_phone(), name=name
    )
    return made.member


def key_of(tenant: HasTenant, member: Member) -> MemberKey:
    """The member as the tenant's business knows them."""
    return MemberKey(tenant.program_id, tenant.business_id, member.membership_id)


async def tags_of(key: MemberKey) -> list[str]:
    """The labels of a member, by name."""
    sql = """SELECT name FROM read.member_tag
        WHERE program_id = $1 AND business_id = $2 AND membership_pk = $3 ORDER BY sort_name, pk"""
    return [row["name"] for row in await db.fetch(sql, *key)]


async def notes_of(key: MemberKey) -> list[str]:
    """What the staff remarked of a member: pinned ones first, then the newest."""
    sql = """SELECT text FROM read.note WHERE program_id = $1 AND business_id = $2 AND membership_pk = $3
        ORDER BY is_pinned DESC, created_at DESC, pk DESC"""
    return [row["text"] for row in await db.fetch(sql, *key)]


async def kids_of(key: MemberKey) -> list[tuple[str, Birthday]]:
    """What one business knows of a member's children, by first name."""
    sql = """SELECT first_name, birth_month, birth_day, birth_year FROM kid
        WHERE program_id = $1 AND business_id = $2 AND membership_id = $3 ORDER BY first_name, child_id"""
    return [(row[0], Birthday(*row[1:])) for row in await db.fetch(sql, *key)]
