"""Who did what, when, from where, before and after: append-only."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

import orjson

from api.core import db
from api.core.ids import new_id


class ActorKind(StrEnum):
    """What kind of caller acts."""

    SYSTEM = "system"
    STAFF = "staff"
    CUSTOMER = "customer"
    API_KEY = "api_key"
    PLATFORM_ADMIN = "platform_admin"
    COMMAND = "command"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, passed to every verb that changes something. `id` is the user's, API key's or person's."""

    kind: ActorKind
    id: UUID | None = None
    name: str = ""
    program_id: UUID | None = None
    business_id: UUID | None = None
    staff_id: UUID | None = None
    device_id: str | None = None
    address: str | None = None


SYSTEM = Actor(ActorKind.SYSTEM, name="Regulars")

INSERT = """
    INSERT INTO audit_entry (id, program_id, business_id, actor_kind, actor_id, actor_name, action, target_type,
        target_id, before, after, address)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::jsonb, $11::jsonb, $12)
"""


async def record(
    actor: Actor,
    action: str,
    *,
    target: tuple[str, UUID] | None = None,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
    program_id: UUID | None = None,
    business_id: UUID | None = None,
) -> None:
    """Writes one entry in the current transaction. `action` is `domain.verb`; no secrets in `before` and `after`."""
    target_type, target_id = target or (None, None)
    await db.execute(
        INSERT,
        new_id(),
        program_id or actor.program_id,
        business_id or actor.business_id,
        actor.kind,
        actor.id,
        actor.name,
        action,
        target_type,
        target_id,
        _json(before),
        _json(after),
        actor.address,
    )


def _json(values: Mapping[str, object] | None) -> str | None:
    return None if values is None else orjson.dumps(dict(values), default=str).decode()
