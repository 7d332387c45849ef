"""Gifts of two members who become one, and of somebody who is forgotten."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from api import customers, ledger, notifications
from api.core import clock, db
from api.core.telling import told
from api.customers import Joining, Leaving, PeoplePart, PersonRows
from api.gifts.queries import COLUMNS, to_gift
from api.gifts.service.carrying import send_back

# a gift to oneself is none: it goes back
BETWEEN = f"""
    SELECT {COLUMNS} FROM gift WHERE program_id = $1 AND state = 'waiting' AND (
        (receiver_id = $2 AND giver_id = ANY ($3::uuid[])) OR (receiver_id = ANY ($3::uuid[]) AND giver_id = $2)
        OR (receiver_id = ANY ($3::uuid[]) AND giver_id = ANY ($3::uuid[])))
    ORDER BY id FOR UPDATE
"""
MOVE = """
    UPDATE gift SET receiver_id = $2
    WHERE program_id = $1 AND receiver_id = $3 AND state IN ('draft', 'waiting') RETURNING id
"""
BACK = """
    UPDATE gift SET receiver_id = $3
    WHERE program_id = $1 AND receiver_id = $2 AND id = ANY ($4::uuid[]) AND state IN ('draft', 'waiting')
"""
WEIGH = """
    SELECT count(*) FROM gift
    WHERE program_id = $1 AND state = 'waiting' AND (receiver_id = $2 OR giver_id = $2)
"""
# on their way from the member, or to them by card or by number
OPEN = f"""
    SELECT {COLUMNS} FROM gift
    WHERE program_id = $1 AND state = 'waiting'
        AND (giver_id = ANY (read.family($2)) OR receiver_id = $2 OR to_phone = ANY ($3::text[]))
    ORDER BY id FOR UPDATE
"""
FORGET_DRAFTS = """
    DELETE FROM gift
    WHERE program_id = $1 AND state = 'draft' AND (giver_id = $2 OR receiver_id = $2 OR to_phone = ANY ($3::text[]))
"""
FORGET_WORDS = """
    UPDATE gift SET message = '', to_label = '' WHERE program_id = $1 AND (giver_id = $2 OR receiver_id = $2
        OR id = ANY ($3::uuid[]))
    RETURNING id, out_tx_id, in_tx_id, back_tx_id
"""


async def merge(who: Joining) -> Mapping[str, Any]:
    """What waits for the one who is gone comes to the kept one; what one gave the other goes back.

    What the gone one gave stays as it is written: should it come back, it comes to the kept one.
    """
    between = await db.fetch(BETWEEN, who.program_id, who.kept_id, list(who.family))
    for row in between:
        await send_back(to_gift(row), who.kept_id, clock.now())
    rows = await db.fetch(MOVE, who.program_id, who.kept_id, who.gone_id)
    return {"gifts": [row["id"] for row in rows]}


async def unmerge(who: Joining, taken: Mapping[str, Any]) -> None:
    """What still waits goes back; what arrived meanwhile stays."""
    await db.execute(BACK, who.program_id, who.kept_id, who.gone_id, taken["gifts"])


async def weigh(who: Joining) -> Mapping[str, int]:
    """Gifts on their way, from them and to them."""
    return {"gifts": await db.fetchval(WEIGH, who.program_id, who.gone_id)}


async def erase(who: Leaving) -> int:
    """What waits goes back to its giver, before points are given up; words, names and numbers go.

    It waits also from those who were merged into the card.
    That takes in what others were told: the words of a gift stand in both books, its giver's name in the inbox.
    """
    phones = await customers.phones_of(who.program_id, who.membership_id)
    waiting = await db.fetch(OPEN, who.program_id, who.membership_id, phones)
    for row in waiting:
        gift = to_gift(row)
        giver = (await customers.kept_members(gift.program_id, [gift.giver_id])).get(gift.giver_id)
        await send_back(gift, giver or gift.giver_id, clock.now())
    await db.execute(FORGET_DRAFTS, who.program_id, who.membership_id, phones)
    ended = await db.fetch(FORGET_WORDS, who.program_id, who.membership_id, [row["id"] for row in waiting])
    postings = [row[name] for row in ended for name in ("out_tx_id", "in_tx_id", "back_tx_id") if row[name]]
    await ledger.forget_words(who.program_id, postings)
    keys = [f"{kind}:{row['id']}" for row in ended for kind in ("gift_arrived", "gift_returned")]
    await notifications.forget_said(who.program_id, keys)
    return 0


# $1 program, $2 members, $3 one business or null for all: what people give each other is no business's
TOLD = {
    "gifts_given": """
        SELECT to_label AS recipient, points, message, state, sent_at FROM gift
        WHERE program_id = $1 AND giver_id = ANY ($2::uuid[]) AND $3::uuid IS NULL ORDER BY created_at, id""",
    "gifts_received": """
        SELECT points, message, state, ended_at AS arrived_at FROM gift
        WHERE program_id = $1 AND receiver_id = ANY ($2::uuid[]) AND state IN ('waiting', 'arrived')
            AND $3::uuid IS NULL
        ORDER BY created_at, id""",
}


async def export(
    program_id: UUID, members: Sequence[UUID], business_id: UUID | None
) -> Mapping[str, PersonRows]:
    """What is kept here."""
    return {name: await told(sql, program_id, list(members), business_id) for name, sql in TOLD.items()}


PEOPLE_PART = PeoplePart("gifts", merge, unmerge, weigh, erase, export)
