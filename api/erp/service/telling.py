"""What every act at the desk leaves behind: an entry in the audit, and a fact for open screens."""

from collections.abc import Mapping
from uuid import UUID

import asyncpg

from api.core import audit, outbox
from api.core.audit import Actor
from api.erp.events import ConnectionChanged, StreamMoved

Tenant = tuple[UUID, UUID]


async def note(
    actor: Actor,
    action: str,
    target: tuple[str, UUID],
    tenant: Tenant,
    after: Mapping[str, object] | None = None,
) -> None:
    """One entry: `erp.<action>`. Passwords and rows of customers' data never are in `after`."""
    await audit.record(
        actor, f"erp.{action}", target=target, after=after, program_id=tenant[0], business_id=tenant[1]
    )


async def stream_moved(
    stream: asyncpg.Record, state: str, *, run_id: UUID | None = None, kind: str = ""
) -> None:
    """Screens of the sync look again."""
    await outbox.announce(
        StreamMoved(
            program_id=stream["program_id"],
            business_id=stream["business_id"],
            stream_id=stream["id"],
            run_id=run_id or stream["run_id"],
            kind=kind,
            state=state,
        )
    )


async def connection_changed(tenant: Tenant, connection_id: UUID, what: str) -> None:
    """Screens of the sync look again."""
    await outbox.announce(
        ConnectionChanged(program_id=tenant[0], business_id=tenant[1], connection_id=connection_id, what=what)
    )
