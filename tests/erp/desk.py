"""What tests of the desk share: asking as the owner, the code of a refusal, and a proof that nothing changed."""

from collections.abc import Awaitable
from typing import Any
from uuid import UUID

import pytest

from api.core import db
from api.core.audit import Actor
from api.core.errors import Refusal
from tests.factories.businesses import Tenant

TABLES = (
    "erp_connection",
    "erp_stream",
    "erp_mapping",
    "erp_doc",
    "erp_run",
    "erp_dead_row",
    "erp_conflict",
    "outbox",
)
MARK = "SELECT coalesce(md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))), '') FROM {} t WHERE business_id = $1"


def scope(tenant: Tenant) -> tuple[Actor, UUID, UUID]:
    """The owner, in their business."""
    return tenant.owner, tenant.program_id, tenant.business_id


def place(tenant: Tenant) -> tuple[UUID, UUID]:
    """The business."""
    return tenant.program_id, tenant.business_id


async def row_of(table: str, key: UUID) -> dict[str, Any]:
    """A row as it is kept."""
    row = await db.fetchrow(f"SELECT * FROM {table} WHERE id = $1", key)
    assert row is not None
    return dict(row)


async def snapshot(tenant: Tenant) -> list[str]:
    """A fingerprint of all that the sync keeps of a business, facts included."""
    return [str(await db.fetchval(MARK.format(table), tenant.business_id)) for table in TABLES]


async def refused(tenant: Tenant, verb: Awaitable[object]) -> tuple[str, tuple[str, ...]]:
    """The code and the path of a refusal that changed nothing."""
    before = await snapshot(tenant)
    with pytest.raises(Refusal) as refusal:
        await verb
    assert await snapshot(tenant) == before
    return refusal.value.code, refusal.value.path


async def facts_of(tenant: Tenant) -> list[tuple[str, str]]:
    """Facts of the sync in their order: name, and what moved."""
    rows = await db.fetch(
        "SELECT name, coalesce(payload ->> 'what', payload ->> 'state') AS what FROM outbox "
        "WHERE business_id = $1 AND name LIKE 'erp.%' ORDER BY id",
        tenant.business_id,
    )
    return [(row["name"], row["what"]) for row in rows]


async def audited(tenant: Tenant) -> list[tuple[str, str]]:
    """What the audit says of the sync, with what was noted."""
    rows = await db.fetch(
        "SELECT action, coalesce(after::text, '') AS after FROM audit_entry "
        "WHERE business_id = $1 AND action LIKE 'erp.%' ORDER BY id",
        tenant.business_id,
    )
    return [(row["action"], row["after"]) for row in rows]
