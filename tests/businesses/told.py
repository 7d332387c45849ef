"""What was told and noted of a business."""

from uuid import UUID

import orjson

from api.core import db as core_db


async def audit_of(business_id: UUID) -> list[tuple[str, object, object]]:
    rows = await core_db.fetch(
        "SELECT action, before, after FROM audit_entry WHERE business_id = $1 ORDER BY created_at, id",
        business_id,
    )
    return [
        (
            row["action"],
            row["before"] and orjson.loads(row["before"]),
            row["after"] and orjson.loads(row["after"]),
        )
        for row in rows
    ]


async def facts_of(business_id: UUID) -> list[tuple[str, list[str]]]:
    rows = await core_db.fetch(
        "SELECT name, topics FROM outbox WHERE business_id = $1 ORDER BY id", business_id
    )
    return [(row["name"], row["topics"]) for row in rows]
