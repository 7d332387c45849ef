"""Verbs of messages: put into inboxes, read, forgotten."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import orjson

from api import customers
from api.core import db, outbox
from api.core.errors import BadInput
from api.core.ids import new_id
from api.notifications import rules
from api.notifications.events import MessagePut, MessagesRead
from api.notifications.types import NewMessage

KEPT_DAYS = 90
BATCH = 5_000
MAX_READ = 100

PUT = """
    INSERT INTO message (id, program_id, business_id, membership_id, kind, params, link, key, expires_at)
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::jsonb[], $7::text[],
        $8::text[], $9::timestamptz[])
    ON CONFLICT (program_id, key) DO NOTHING
    RETURNING id, program_id, business_id, membership_id, kind
"""
READ = """
    WITH own AS (SELECT * FROM unnest($1::uuid[], $2::uuid[]) AS own(program_id, membership_id)), seen AS (
        UPDATE message SET read_at = now() FROM own
        WHERE message.program_id = own.program_id AND message.membership_id = own.membership_id
            AND message.read_at IS NULL AND ($3::uuid[] IS NULL OR message.id = ANY ($3::uuid[]))
        RETURNING message.program_id, message.membership_id
    )
    SELECT program_id, membership_id, count(*) AS count FROM seen GROUP BY program_id, membership_id
    ORDER BY membership_id
"""
FORGET = """
    DELETE FROM message WHERE id IN (SELECT id FROM message
        WHERE created_at < now() - make_interval(days => $1) ORDER BY created_at LIMIT $2)
"""
FORGET_KEYS = "DELETE FROM message WHERE program_id = $1 AND key = ANY ($2::text[])"
FORGET_AMONG = """
    DELETE FROM message WHERE program_id = $1 AND membership_id = ANY ($2::uuid[]) AND starts_with(key, $3)
"""


async def put_many(messages: Sequence[NewMessage]) -> int:
    """Puts messages into inboxes, in the caller's transaction or its own; how many were new.

    A key that was used before in the program is passed over: nothing is said twice. One statement for all, and a fact
    for each that is new, by which open apps hear of it. Refuses BAD_INPUT where a message could not be shown.
    """
    if not messages:
        return 0
    rules.check(messages)
    async with db.transaction():
        rows = await db.fetch(PUT, *_columns(messages))
        await outbox.announce(
            *(
                MessagePut(
                    program_id=row["program_id"],
                    business_id=row["business_id"],
                    message_id=row["id"],
                    membership_id=row["membership_id"],
                    kind=row["kind"],
                )
                for row in rows
            )
        )
    return len(rows)


async def mark_read(person_id: UUID, message_ids: Sequence[UUID]) -> int:
    """Marks messages on the person's own cards as read; how many were new. Others are passed over."""
    if len(message_ids) > MAX_READ:
        raise BadInput(f"Please name at most {MAX_READ} messages.", path=("messageIds",))
    return await _mark(person_id, list(message_ids))


async def mark_all_read(person_id: UUID) -> int:
    """Marks every message on the person's cards as read; how many were new."""
    return await _mark(person_id, None)


async def _mark(person_id: UUID, message_ids: list[UUID] | None) -> int:
    cards = (await customers.memberships_of([person_id]))[person_id]
    programs, members = [card.program_id for card in cards], [card.membership_id for card in cards]
    async with db.transaction():
        rows = await db.fetch(READ, programs, members, message_ids)
        await outbox.announce(
            *(
                MessagesRead(
                    program_id=row["program_id"], membership_id=row["membership_id"], count=row["count"]
                )
                for row in rows
            )
        )
    return sum(row["count"] for row in rows)


async def forget_old() -> int:
    """Deletes messages that are older than 90 days, batch by batch; how many."""
    total = 0
    while True:
        done = int((await db.execute(FORGET, KEPT_DAYS, BATCH)).rpartition(" ")[2])
        total += done
        if done < BATCH:
            return total


async def forget_said(
    program_id: UUID, keys: Sequence[str] = (), *, among: Sequence[UUID] = (), beginning: str = ""
) -> None:
    """Takes messages away, in the caller's transaction: what others were told of somebody goes with them.

    Those with these keys go, and of the members `among` those whose key begins so.
    """
    await db.execute(FORGET_KEYS, program_id, list(keys))
    if among and beginning:
        await db.execute(FORGET_AMONG, program_id, list(among), beginning)


def _columns(messages: Sequence[NewMessage]) -> tuple[list[object], ...]:
    rows = [
        (
            new_id(),
            message.program_id,
            message.business_id,
            message.membership_id,
            message.kind,
            _json(message.params),
            message.link,
            message.key,
            message.expires_at,
        )
        for message in messages
    ]
    return tuple(list(column) for column in zip(*rows, strict=True))


def _json(params: Mapping[str, object]) -> str:
    return orjson.dumps(dict(params)).decode()
