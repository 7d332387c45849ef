"""Points of two members who become one: lots move as they are, debts are repaid out of the other's points."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import orjson

from api.core import clock, db, outbox
from api.customers import Joining, PeoplePart
from api.ledger.queries import balances_for
from api.ledger.service.posting import REQUEST, arguments_of, refusing
from api.ledger.types import PostingRequest

MERGE = f"SELECT ledger_merge({REQUEST}, $14)"
UNMERGE = f"SELECT ledger_unmerge({REQUEST}, $14::uuid[], $15, $16)"


async def merge(who: Joining) -> Mapping[str, Any]:
    """Both accounts are locked by ascending id; from then on nobody can post to the one who is gone."""

    async def run() -> str:
        text: str = await db.fetchval(MERGE, *arguments_of(_request(who, "merge"), clock.now()), who.gone_id)
        return text

    taken = await refusing(run)
    await db.after_commit(outbox.nudge)
    return dict(orjson.loads(taken))


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


PEOPLE_PART = PeoplePart("ledger", merge, unmerge, weigh)
