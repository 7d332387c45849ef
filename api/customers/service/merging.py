"""Two entries of one human being become one, and two again: one transaction over every part of the program."""

from collections.abc import Container
from datetime import timedelta
from uuid import UUID

import asyncpg
import orjson

from api.core import audit, clock, db, outbox
from api.core.audit import Actor
from api.core.errors import BadInput, IdempotencyMismatch, NotFound
from api.core.ids import new_id
from api.customers.errors import KeepTheVerified, LaterMerge, MergeTooOld
from api.customers.events import MembersMerged, MembersUnmerged
from api.customers.ports import people_parts
from api.customers.queries.merges import merge_by_id, merge_by_key, to_merge
from api.customers.rules.merging import UNDO_DAYS, check_merge, differences, merge_hash
from api.customers.service.indexing import index_members
from api.customers.types import Joining, MergeInfo, MergeMembers, MergePreview

# merges of one program come one after the other: A into B and B into A never wait for each other
ALONE = "SELECT pg_advisory_xact_lock(20140, hashtext($1::uuid::text))"
# whoever is writing something of these two is waited for; who begins meanwhile waits, and then finds who is kept
LOCK = """
    SELECT card.id FROM membership AS card WHERE card.program_id = $1 AND card.id = ANY ($2::uuid[])
    ORDER BY card.id FOR UPDATE
"""
TWO = """
    SELECT card.id, profile.name, profile.email, profile.birth_month, profile.birth_day, profile.city,
        EXISTS (SELECT FROM phone_claim AS claim
            WHERE claim.person_id = coalesce(person.merged_into_id, person.id) AND claim.released_at IS NULL
                AND claim.verified_at IS NOT NULL) AS is_verified,
        ARRAY(SELECT own.id FROM membership AS own WHERE own.merged_into_id = card.id) AS merged
    FROM membership AS card JOIN person ON person.id = card.person_id
        JOIN profile ON profile.program_id = card.program_id AND profile.business_id = $2
            AND profile.membership_id = card.id AND profile.removed_at IS NULL
    WHERE card.program_id = $1 AND card.id = ANY ($3::uuid[]) AND card.merged_into_id IS NULL
"""
POINT = """
    UPDATE membership SET merged_into_id = $3, version = version + 1 WHERE program_id = $1 AND id = ANY ($2::uuid[])
"""
KEEP = """
    INSERT INTO member_merge (id, program_id, business_id, kept_id, gone_id, family, taken, source, idem_key,
        request_hash, reason, staff_id, staff_name, undo_until, undone_by, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb, $8, $9, $10, $11, $12, $13, $14, '', $15)
    RETURNING *
"""
UNDO = """
    UPDATE member_merge SET undone_at = $3, undone_by = $4 WHERE program_id = $1 AND id = $2 RETURNING *
"""
LATER = """
    SELECT EXISTS (
        SELECT FROM member_merge
        WHERE program_id = $1 AND undone_at IS NULL AND id <> $2 AND created_at >= $4 AND $3 IN (kept_id, gone_id))
"""


async def preview_merge(program_id: UUID, business_id: UUID, kept_id: UUID, gone_id: UUID) -> MergePreview:
    """What a merge would bring, and what differs. Refuses as `merge_members` does; nothing is changed."""
    check_merge(MergeMembers(kept_id, gone_id, "preview"))
    kept, gone = await _two(program_id, business_id, kept_id, gone_id)
    who = Joining(
        new_id(), audit.SYSTEM, program_id, business_id, kept_id, gone_id, (gone_id, *gone["merged"])
    )
    brings: dict[str, int] = {}
    for part in people_parts():
        brings |= await part.weigh(who)
    return MergePreview(brings, differences(kept, gone))


async def merge_members(
    actor: Actor, program_id: UUID, business_id: UUID, request: MergeMembers
) -> MergeInfo:
    """Makes two members whom the business knows one, whole or not at all; the same key returns the first result.

    Refuses with BAD_INPUT, with NOT_FOUND for whoever is not there or was merged already, KEEP_THE_VERIFIED,
    IDEMPOTENCY_MISMATCH.
    """
    check_merge(request)
    return await db.retrying(lambda: _merge(actor, program_id, business_id, request))


async def _merge(actor: Actor, program_id: UUID, business_id: UUID, request: MergeMembers) -> MergeInfo:
    content, source = merge_hash(request), f"b:{business_id.hex}"
    async with db.transaction():
        await db.execute(ALONE, program_id)
        known = await _merged_before(program_id, source, request.idempotency_key, content)
        if known is not None:
            return known
        await db.fetch(LOCK, program_id, [request.kept_id, request.gone_id])
        _, gone = await _two(program_id, business_id, request.kept_id, request.gone_id)
        family = (request.gone_id, *gone["merged"])
        who = Joining(new_id(), actor, program_id, business_id, request.kept_id, request.gone_id, family)
        taken = {part.name: dict(await part.merge(who)) for part in people_parts()}
        await db.execute(POINT, program_id, list(family), request.kept_id)
        await index_members([request.kept_id])
        now = clock.now()
        row = await db.fetchrow(
            KEEP,
            who.merge_id,
            program_id,
            business_id,
            who.kept_id,
            who.gone_id,
            list(family),
            orjson.dumps(taken, default=str).decode(),
            source,
            request.idempotency_key,
            content,
            request.reason,
            actor.staff_id,
            actor.name[:120],
            now + timedelta(days=UNDO_DAYS),
            now,
        )
        await _tell(who, "customers.merge", request.reason)
        await outbox.announce(
            MembersMerged(
                program_id=program_id,
                business_id=business_id,
                merge_id=who.merge_id,
                membership_id=who.kept_id,
                gone_id=who.gone_id,
            )
        )
    assert row is not None  # noqa: S101 - RETURNING of an INSERT
    return to_merge(row)


async def _merged_before(program_id: UUID, source: str, key: str, content: str) -> MergeInfo | None:
    known = await merge_by_key(program_id, source, key)
    if known is not None and known[1] != content:
        raise IdempotencyMismatch(
            "This idempotency key was used before for another merge.", path=("idempotencyKey",)
        )
    return None if known is None else known[0]


async def unmerge_members(
    actor: Actor, program_id: UUID, business_id: UUID, merge_id: UUID, *, reason: str = ""
) -> MergeInfo:
    """Undoes a merge of the business: what came from the one who was gone goes back as far as it is left.

    Again nothing changes. Refuses with NOT_FOUND, MERGE_TOO_OLD, and LATER_MERGE where either was merged after it.
    """
    if len(reason) > 300 or "\0" in reason:
        raise BadInput("A reason has at most 300 characters.", path=("reason",), params={"max": 300})
    return await db.retrying(lambda: _unmerge(actor, program_id, business_id, merge_id, reason))


async def _unmerge(
    actor: Actor, program_id: UUID, business_id: UUID, merge_id: UUID, reason: str
) -> MergeInfo:
    async with db.transaction():
        await db.execute(ALONE, program_id)
        row = await merge_by_id(program_id, business_id, merge_id)
        if row is None:
            raise NotFound("There is no such merge.", path=("mergeId",))
        merged = to_merge(row)
        if merged.undone_at is not None:
            return merged
        await _check_undoable(merged)
        who = Joining(
            merge_id, actor, program_id, business_id, merged.kept_id, merged.gone_id, tuple(row["family"])
        )
        await db.fetch(LOCK, program_id, [who.kept_id, *who.family])
        await db.execute(POINT, program_id, [who.gone_id], None)
        await db.execute(POINT, program_id, list(who.family[1:]), who.gone_id)
        taken = orjson.loads(row["taken"])
        for part in people_parts():
            if part.name in taken:
                await part.unmerge(who, taken[part.name])
        await index_members([who.kept_id, who.gone_id])
        undone = await db.fetchrow(UNDO, program_id, merge_id, clock.now(), actor.name[:120])
        await _tell(who, "customers.unmerge", reason)
        await outbox.announce(
            MembersUnmerged(
                program_id=program_id,
                business_id=business_id,
                merge_id=merge_id,
                membership_id=who.kept_id,
                gone_id=who.gone_id,
            )
        )
    assert undone is not None  # noqa: S101 - the row is locked
    return to_merge(undone)


async def _check_undoable(merged: MergeInfo) -> None:
    if clock.now() > merged.undo_until:
        raise MergeTooOld(
            f"A merge can be undone for {UNDO_DAYS} days.", path=("mergeId",), params={"days": UNDO_DAYS}
        )
    if await db.fetchval(LATER, merged.program_id, merged.id, merged.kept_id, merged.merged_at):
        raise LaterMerge("This customer was merged again since. Please undo that first.", path=("mergeId",))


async def _two(
    program_id: UUID, business_id: UUID, kept_id: UUID, gone_id: UUID
) -> tuple[asyncpg.Record, asyncpg.Record]:
    rows = {row["id"]: row for row in await db.fetch(TWO, program_id, business_id, [kept_id, gone_id])}
    _check_there(rows.keys(), kept_id, "keepCustomerId")
    _check_there(rows.keys(), gone_id, "goneCustomerId")
    if rows[gone_id]["is_verified"] and not rows[kept_id]["is_verified"]:
        raise KeepTheVerified(
            "Please keep the customer who proved the phone number.", path=("keepCustomerId",)
        )
    return rows[kept_id], rows[gone_id]


def _check_there(found: Container[UUID], key: UUID, path: str) -> None:
    if key not in found:
        raise NotFound("There is no such customer.", path=(path,))


async def _tell(who: Joining, action: str, reason: str) -> None:
    await audit.record(
        who.actor,
        action,
        target=("Customer", who.kept_id),
        after={"gone": str(who.gone_id), "merge": str(who.merge_id), "reason": reason},
        program_id=who.program_id,
        business_id=who.business_id,
    )
