"""Who did what in a business, newest first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from api.core import db
from api.core.paging import Page, decode_cursor, encode_cursor, make_page, page_size
from api.identity.types import AuditInfo

COLUMNS = """
    SELECT id, action, actor_name, actor_kind, target_type, target_id, before, after, address, created_at
    FROM audit_entry
"""
SCOPE = """
    WHERE business_id = $1 AND ($2::text IS NULL OR action = $2 OR starts_with(action, $2 || '.'))
        AND ($3::uuid IS NULL OR actor_id = $3)
        AND ($4::timestamptz IS NULL OR created_at >= $4) AND ($5::timestamptz IS NULL OR created_at < $5)
"""
PAGE = f"""{COLUMNS} {SCOPE}
    AND ($6::timestamptz IS NULL OR (created_at, id) < ($6, $7::uuid))
    ORDER BY created_at DESC, id DESC LIMIT $8
"""


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """`action`: whole (`purchases.voided`) or a domain (`purchases`). `since` inclusive, `until` exclusive."""

    action: str | None = None
    actor_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None


async def audit_log(
    business_id: UUID, only: AuditFilter, *, first: int | None = None, after: str | None = None
) -> Page[AuditInfo]:
    """A page of a business's audit entries, newest first. Refuses bad cursors and page sizes."""
    size = page_size(first)
    moment, last = decode_cursor(after, datetime, UUID) if after else (None, None)
    rows = await db.fetch(PAGE, *_scope(business_id, only), moment, last, size + 1)
    return make_page(
        [audit_of_row(row) for row in rows],
        [encode_cursor(row["created_at"], row["id"]) for row in rows],
        size,
    )


async def count_audit_log(business_id: UUID, only: AuditFilter) -> int:
    """How many entries there are in all pages."""
    counted: int = await db.fetchval(f"SELECT count(*) FROM audit_entry {SCOPE}", *_scope(business_id, only))
    return counted


def _scope(business_id: UUID, only: AuditFilter) -> tuple[object, ...]:
    action = None if only.action is None else only.action.strip()[:80].replace("\x00", "")
    return business_id, action, only.actor_id, only.since, only.until


def audit_of_row(row: Mapping[str, Any]) -> AuditInfo:
    """A row of COLUMNS."""
    return AuditInfo(
        id=row["id"],
        action=row["action"],
        actor_name=row["actor_name"],
        actor_kind=row["actor_kind"],
        target_type=row["target_type"],
        target_id=row["target_id"],
        before=row["before"] and orjson.loads(row["before"]),
        after=row["after"] and orjson.loads(row["after"]),
        address=row["address"],
        created_at=row["created_at"],
    )
