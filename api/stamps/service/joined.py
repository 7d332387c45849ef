"""Stamps of two members who become one: those of open cards are put onto the kept one's cards."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from api.core import clock, db
from api.core.telling import told
from api.customers import Joining, Leaving, PeoplePart, PersonRows
from api.stamps.queries import newest_cards, open_cards, to_put
from api.stamps.queries.cards import Given
from api.stamps.rules.filling import Step, moved
from api.stamps.service.booking import Cause, Move, book
from api.stamps.service.moving import putting, taking
from api.stamps.types import CardState, StampKind

SOURCE = "customers.merge"


async def merge(who: Joining) -> Mapping[str, Any]:
    """Open cards are emptied and their stamps put onto the kept one's; a card that gets full gives its voucher.

    Full and expired cards stay what they are: histories and bills find them through the family.
    """
    taken = []
    for business_id, design_id, card in await open_cards(who.program_id, who.gone_id, clock.now()):
        day = clock.now().date()
        emptied = replace(card, stamps=0, state=CardState.WAITING, expires_at=None)
        await book(
            _cause(who, business_id, who.gone_id, design_id, StampKind.MERGE, "off"),
            [Move(design_id, day, (Step(card, emptied, -card.stamps),))],
        )
        await _put(who, business_id, who.kept_id, design_id, card.stamps, StampKind.MERGE)
        taken.append({"business": business_id, "design": design_id, "count": card.stamps})
    return {"stamps": taken}


async def unmerge(who: Joining, taken: Mapping[str, Any]) -> None:
    """As many stamps as came along go back, from the newest card backwards; those of a used voucher stay with it."""
    for each in taken["stamps"]:
        business_id, design_id = UUID(each["business"]), UUID(each["design"])
        reward_id, cards = await newest_cards(who.program_id, who.kept_id, design_id)
        cause = _cause(who, business_id, who.kept_id, design_id, StampKind.UNMERGE, "off")
        given = Given(design_id, reward_id, clock.now().date(), each["count"], each["count"], 0, {}, cards)
        moves = await taking(cause, [(given, each["count"])])
        count = -sum(moved(move.steps) for move in moves)
        if count:
            await book(cause, moves)
            await _put(who, business_id, who.gone_id, design_id, count, StampKind.UNMERGE)


async def _put(
    who: Joining, business_id: UUID, member: UUID, design_id: UUID, count: int, kind: StampKind
) -> None:
    """The day counts for nothing: what comes of a merge is under no daily limit."""
    day = clock.now().date()
    for chain in await to_put(who.program_id, business_id, member, day, design_id):
        cause = _cause(who, business_id, member, design_id, kind, "on")
        await book(cause, await putting(cause, [(chain, count, day, {})]))


def _cause(
    who: Joining, business_id: UUID, member: UUID, design_id: UUID, kind: StampKind, side: str
) -> Cause:
    return Cause(
        actor=who.actor,
        program_id=who.program_id,
        business_id=business_id,
        membership_id=member,
        kind=kind,
        source=SOURCE,
        key=f"{kind}:{who.merge_id}:{design_id}:{side}",
    )


async def weigh(who: Joining) -> Mapping[str, int]:
    """Stamps on open cards."""
    held = await open_cards(who.program_id, who.gone_id, clock.now())
    return {"stamps": sum(card.stamps for _, _, card in held)}


ERASE = (
    (
        "UPDATE stamp_card SET state = 'expired', ended_at = now() "
        "WHERE program_id = $1 AND membership_id = $2 AND state = 'open'"
    ),
    "UPDATE stamp SET reason = '' WHERE program_id = $1 AND membership_id = $2 AND reason <> ''",
)


async def erase(who: Leaving) -> int:
    """Open cards end; what was written about stamps goes."""
    for statement in ERASE:
        await db.execute(statement, who.program_id, who.membership_id)
    return 0


# $1 program, $2 members, $3 one business or null for all
TOLD = {
    "stamps": """
        SELECT design.name AS card, stamp.kind, stamp.count, stamp.reason, stamp.created_at FROM stamp
            JOIN stamp_design AS design ON design.id = stamp.design_id
        WHERE stamp.program_id = $1 AND stamp.membership_id = ANY ($2::uuid[])
        AND ($3::uuid IS NULL OR stamp.business_id = $3)
        ORDER BY stamp.created_at, stamp.id""",
}


async def export(
    program_id: UUID, members: Sequence[UUID], business_id: UUID | None
) -> Mapping[str, PersonRows]:
    """What is kept here."""
    return {name: await told(sql, program_id, list(members), business_id) for name, sql in TOLD.items()}


PEOPLE_PART = PeoplePart("stamps", merge, unmerge, weigh, erase, export)
