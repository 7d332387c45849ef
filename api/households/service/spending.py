"""Spending: one's own points first, then what the others of the household share, within one's limits."""

from uuid import UUID

from api import ledger
from api.core import db, outbox
from api.core.errors import Refusal
from api.core.ids import new_id
from api.households.events import HouseholdSpent, SpendLimitMet
from api.households.queries import member_of, members_of, rules_of, used_by
from api.households.rules import check_spent
from api.households.types import HouseholdMemberInfo

LOCK = """
    SELECT h.id FROM household_member m JOIN household h ON h.id = m.household_id
    WHERE m.program_id = $1 AND m.membership_id = $2 AND m.left_at IS NULL FOR SHARE OF h
"""
DRAW = """
    INSERT INTO household_draw (id, program_id, household_id, spender_id, payer_id, points, tx_id, spend_tx_id, reason)
    SELECT part.id, $2, $3, $4, part.payer, part.points, part.tx, $5, $6
    FROM unnest($1::uuid[], $7::uuid[], $8::bigint[], $9::uuid[]) AS part (id, payer, points, tx)
"""


async def spend(request: ledger.PostingRequest, points: int, policy: ledger.LedgerPolicy) -> ledger.Posting:
    """As `ledger.redeem`, and where the member's own points do not suffice, with those of their household.

    The posting is the spender's; `result.total` is what was spent where others paid too. Refuses as `ledger.redeem`,
    and SPEND_LIMIT_REACHED where the others have enough and the member may not take so much of it.
    """
    if await member_of(request.program_id, request.membership_id) is None:
        return await ledger.redeem(request, points, policy)
    async with db.transaction():
        member, everyone = await _together(request.program_id, request.membership_id)
        payers = [each.membership_id for each in everyone if each.shares_points and each != member]
        if member is None or member.is_paused or not payers:
            return await ledger.redeem(request, points, policy)
        posted = await ledger.redeem_shared(request, points, payers, None, policy)
        if not posted.is_replay and "shared" in posted.result:
            await _draw(request, member, posted, [each.membership_id for each in everyone])
    return posted


async def _together(
    program_id: UUID, membership_id: UUID
) -> tuple[HouseholdMemberInfo | None, list[HouseholdMemberInfo]]:
    """A member and everybody in the household, which nobody joins, leaves or changes until the transaction ends."""
    household_id = await db.fetchval(LOCK, program_id, membership_id)
    if household_id is None or not (await rules_of(program_id)).is_on:
        return None, []
    everyone = await members_of(program_id, household_id)
    return next((each for each in everyone if each.membership_id == membership_id), None), everyone


async def _draw(
    request: ledger.PostingRequest,
    member: HouseholdMemberInfo,
    posted: ledger.Posting,
    everyone: list[UUID],
) -> None:
    """Notes who paid. The spender's account is locked by the posting, so that limits see what rivals took."""
    parts = _parts(posted)
    await db.execute(
        DRAW,
        [new_id() for _ in parts],
        request.program_id,
        member.household_id,
        request.membership_id,
        posted.tx_id,
        request.reason,
        [payer for payer, _, _ in parts],
        [points for _, points, _ in parts],
        [tx for _, _, tx in parts],
    )
    met = check_spent(member.limits, await used_by(member.id))
    spent = HouseholdSpent(
        program_id=request.program_id,
        business_id=request.business_id,
        household_id=member.household_id,
        spender_id=request.membership_id,
        points=sum(points for _, points, _ in parts),
        spend_tx_id=posted.tx_id,
        members=tuple(everyone),
    )
    await outbox.announce(spent, *_limits_met(request, member, met))


def _limits_met(
    request: ledger.PostingRequest, member: HouseholdMemberInfo, met: tuple[str, int] | None
) -> list[SpendLimitMet]:
    if met is None:
        return []
    limit, maximum = met
    return [
        SpendLimitMet(
            program_id=request.program_id,
            business_id=request.business_id,
            household_id=member.household_id,
            membership_id=request.membership_id,
            limit=limit,
            maximum=maximum,
        )
    ]


def _parts(posted: ledger.Posting) -> list[tuple[UUID, int, UUID]]:
    """Who paid, how much, by which posting."""
    shared = posted.result["shared"]
    if not isinstance(shared, list):
        raise Refusal("The posting names nobody who paid.")
    return [(UUID(each["member"]), int(each["points"]), UUID(each["tx"])) for each in shared]
