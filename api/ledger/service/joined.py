"""Points of two members who become one: lots move as they are, debts are repaid out of the other's points."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson

from api import customers
from api.core import clock, db, outbox
from api.core.telling import told
from api.customers import Joining, Leaving, PeoplePart, PersonRows
from api.ledger.queries import balances_for
from api.ledger.service.posting import REQUEST, arguments_of, refusing
from api.ledger.types import PostingRequest

MERGE = f"SELECT ledger_merge({REQUEST}, $14)"
UNMERGE = f"SELECT ledger_unmerge({REQUEST}, $14::uuid[], $15, $16)"

# an extension that has not come to the end goes on with the lots, which are the kept one's now
EXTENSIONS = """
    UPDATE extension SET membership_id = $2 WHERE program_id = $1 AND membership_id = $3 AND state = 'running'
    RETURNING id
"""
EXTENSIONS_BACK = """
    UPDATE extension SET membership_id = $3
    WHERE program_id = $1 AND membership_id = $2 AND id = ANY ($4::uuid[]) AND state = 'running'
"""


async def merge(who: Joining) -> Mapping[str, Any]:
    """Both accounts are locked by ascending id; from then on nobody can post to the one who is gone."""

    async def run() -> str:
        text: str = await db.fetchval(MERGE, *arguments_of(_request(who, "merge"), clock.now()), who.gone_id)
        return text

    taken = await refusing(run)
    rows = await db.fetch(EXTENSIONS, who.program_id, who.kept_id, who.gone_id)
    await db.after_commit(outbox.nudge)
    return dict(orjson.loads(taken)) | {"extensions": [row["id"] for row in rows]}


async def unmerge(who: Joining, taken: Mapping[str, Any]) -> None:
    """What is left in the lots that came along goes back, and a debt less what was repaid of it since."""

    async def run() -> None:
        await db.execute(
            UNMERGE,
            *arguments_of(_request(who, "unmerge"), clock.now()),
            list(who.family),
            None if taken["tx_id"] is None else UUID(taken["tx_id"]),
            min(taken["available"], 0),
        )

    await refusing(run)
    await db.execute(EXTENSIONS_BACK, who.program_id, who.kept_id, who.gone_id, taken.get("extensions", []))
    await db.after_commit(outbox.nudge)


def _request(who: Joining, verb: str) -> PostingRequest:
    return PostingRequest(
        program_id=who.program_id,
        business_id=who.business_id,
        membership_id=who.kept_id,
        source="customers.merge",
        idempotency_key=f"{verb}:{who.merge_id}",
        request_hash="",
        occurred_at=clock.now(),
        staff_id=who.actor.staff_id,
        reference_id=who.merge_id,
    )


async def weigh(who: Joining) -> Mapping[str, int]:
    """Points to spend, which may be a debt, and points that wait."""
    held = (await balances_for([who.gone_id]))[who.gone_id]
    return {"points": held.available, "pending": held.pending}


FORFEIT = f"SELECT ledger_forfeit({REQUEST})"
ERASE_WORDS = """
    UPDATE tx SET reason = '', device_id = NULL
    WHERE program_id = $1 AND membership_id = $2 AND (reason <> '' OR device_id IS NOT NULL)
"""

FORGET_WORDS = "UPDATE tx SET reason = '' WHERE program_id = $1 AND id = ANY ($2::uuid[]) AND reason <> ''"
ERASE_EXTENSIONS = """
    UPDATE extension SET reason = '' WHERE program_id = $1 AND membership_id = $2 AND reason <> ''
"""
ERASE_LOG = """
    UPDATE audit_entry SET before = NULL, after = NULL WHERE program_id = $1
        AND target_id IN (SELECT id FROM extension WHERE program_id = $1 AND membership_id = $2)
"""
# a fact that carried the words to the inbox is kept for a while after it was relayed
ERASE_FACTS = """
    UPDATE outbox SET payload = payload || '{"reason": ""}'
    WHERE name = ANY ('{ledger.expiry_extended,ledger.points_reinstated}') AND program_id = $1
        AND payload ->> 'membership_id' = $2::uuid::text
"""
# lines that were posted to the card, and those that name its number or a phone of its holder; what waits is not posted
ERASE_LINES = r"""
    UPDATE balance_import_row AS line SET text = '', phone = NULL, number = NULL, name = '', reason = '',
        problem = CASE WHEN line.tx_id IS NULL THEN 'this customer was erased' ELSE line.problem END
    WHERE line.program_id = $1 AND (line.phone = ANY ($3::text[])
        OR line.number = (SELECT number FROM membership WHERE program_id = $1 AND id = $2)
        OR line.tx_id IN (SELECT id FROM tx WHERE program_id = $1 AND membership_id = $2 AND kind = 'opening_balance')
        OR EXISTS (SELECT FROM unnest($3::text[]) AS own (phone)
            WHERE position(right(own.phone, 9) IN regexp_replace(line.text, '\D', '', 'g')) > 0))
"""


async def forget_words(program_id: UUID, tx_ids: Sequence[UUID]) -> None:
    """Takes the reasons out of postings, in a transaction that erases."""
    await db.execute(FORGET_WORDS, program_id, list(tx_ids))


async def erase(who: Leaving) -> int:
    """Points are given up: breakage of whoever gave them, a debt is written off. The books stay, without words."""
    request = PostingRequest(
        program_id=who.program_id,
        business_id=who.business_id,
        membership_id=who.membership_id,
        source="customers.erase",
        idempotency_key=f"forfeit:{who.erasure_id}:{who.membership_id}",
        request_hash="",
        occurred_at=clock.now(),
        reference_id=who.erasure_id,
    )

    async def run() -> int:
        points: int = await db.fetchval(FORFEIT, *arguments_of(request, clock.now()))
        return points

    forfeited = await refusing(run)
    for statement in (ERASE_WORDS, ERASE_EXTENSIONS, ERASE_LOG, ERASE_FACTS):
        await db.execute(statement, who.program_id, who.membership_id)
    phones = await customers.phones_of(who.program_id, who.membership_id)
    await db.execute(ERASE_LINES, who.program_id, who.membership_id, phones)
    await db.after_commit(outbox.nudge)
    return forfeited


# $1 program, $2 members, $3 one business or null for all
TOLD = {
    "points": """
        SELECT kind, points, balance_after, pending_after, reason, occurred_at FROM tx
        WHERE tx.program_id = $1 AND tx.membership_id = ANY ($2::uuid[])
        AND ($3::uuid IS NULL OR tx.business_id = $3)
        ORDER BY tx.occurred_at, tx.id""",
    "opening_balances": """
        SELECT line.text, line.points, line.earned_at, line.expires_at, line.reason
        FROM balance_import_row AS line JOIN tx ON tx.id = line.tx_id AND tx.program_id = $1
        WHERE line.program_id = $1 AND tx.membership_id = ANY ($2::uuid[])
        AND ($3::uuid IS NULL OR tx.business_id = $3)
        ORDER BY tx.occurred_at, tx.id""",
    "expiry_extensions": """
        SELECT extension.reason, lot.points, lot.was_at, lot.becomes_at, lot.created_at FROM extension_lot AS lot
            JOIN extension ON extension.id = lot.extension_id AND extension.program_id = $1
        WHERE lot.program_id = $1 AND lot.membership_id = ANY ($2::uuid[])
        AND ($3::uuid IS NULL OR extension.business_id = $3)
        ORDER BY lot.created_at, lot.id""",
    "expiry_reminders": """
        SELECT day, points, told_at FROM expiry_reminder
        WHERE program_id = $1 AND membership_id = ANY ($2::uuid[]) AND $3::uuid IS NULL
        ORDER BY told_at, id""",
}


async def export(
    program_id: UUID, members: Sequence[UUID], business_id: UUID | None
) -> Mapping[str, PersonRows]:
    """What is kept here."""
    return {name: await told(sql, program_id, list(members), business_id) for name, sql in TOLD.items()}


PEOPLE_PART = PeoplePart("ledger", merge, unmerge, weigh, erase, export)
