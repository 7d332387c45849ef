"""What every change of staff and roles has in common: telling the audit, and making it hold at once."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from api.core import audit, db
from api.core.audit import Actor
from api.identity import standing
from api.identity.service.authentication import SESSION


async def read_afresh(staff_ids: Iterable[UUID]) -> None:
    """After the commit, sessions of these staff members are read anew: new permissions hold from the next request."""
    rows = await db.fetch(
        "SELECT id FROM session WHERE staff_id = ANY($1::uuid[]) AND revoked_at IS NULL", list(staff_ids)
    )

    async def mark() -> None:
        await standing.mark_changed(SESSION, [row["id"] for row in rows])

    if rows:
        await db.after_commit(mark)


async def note(
    actor: Actor,
    action: str,
    target: tuple[str, UUID],
    tenant: tuple[UUID, UUID],
    *,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    """An audit entry in the business `tenant` = (program, business)."""
    program_id, business_id = tenant
    await audit.record(
        actor,
        action,
        target=target,
        before=before,
        after=after,
        program_id=program_id,
        business_id=business_id,
    )
