"""Makes merges."""

from uuid import UUID, uuid4

from api import customers
from api.core import db
from api.customers import Member, MergeInfo, MergeMembers
from tests.factories.businesses import Tenant


async def merge(
    tenant: Tenant, kept: Member, gone: Member, *, key: str | None = None, reason: str = ""
) -> MergeInfo:
    """Makes two members one."""
    request = MergeMembers(kept.membership_id, gone.membership_id, key or uuid4().hex, reason)
    return await customers.merge_members(tenant.owner, tenant.program_id, tenant.business_id, request)


async def unmerge(tenant: Tenant, merged: MergeInfo) -> MergeInfo:
    """Makes them two again."""
    return await customers.unmerge_members(tenant.owner, tenant.program_id, tenant.business_id, merged.id)


async def verify_phone(member: Member) -> None:
    """The member's number is proved, whatever its holder would have to do for that."""
    await db.execute("UPDATE phone_claim SET verified_at = now() WHERE person_id = $1", member.person_id)


TRACES = """
    SELECT (SELECT string_agg(merged_into_id::text, ',' ORDER BY id) FROM membership WHERE program_id = $1) AS pointers,
        (SELECT string_agg(name || visits || spent_minor || coalesce(removed_at::text, ''), ',' ORDER BY id)
            FROM profile WHERE program_id = $1) AS profiles,
        (SELECT string_agg(membership_id::text, ',' ORDER BY id) FROM purchase WHERE program_id = $1) AS bills,
        (SELECT string_agg(balance::text, ',' ORDER BY id) FROM account WHERE program_id = $1) AS balances,
        (SELECT count(*) FROM member_merge WHERE program_id = $1) AS merges,
        (SELECT count(*) FROM outbox WHERE program_id = $1) AS facts,
        (SELECT count(*) FROM audit_entry WHERE program_id = $1) AS audited
"""


async def traces(program_id: UUID) -> dict[str, object]:
    """Everything that a merge leaves: a refusal's test compares it before and after."""
    row = await db.fetchrow(TRACES, program_id)
    assert row is not None
    return dict(row)
