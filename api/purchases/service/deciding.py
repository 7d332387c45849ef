"""What becomes of held points: released, or taken back from the card, the bill and what tiers count."""

import hashlib
from collections.abc import Mapping, Sequence
from uuid import UUID

import orjson

from api import businesses, customers, ledger, reviews, tiers
from api.businesses import ProgramRules
from api.core import audit, clock, db, outbox
from api.core.audit import Actor
from api.core.errors import BadInput, NotFound
from api.purchases.rules.checks import check_text
from api.purchases.service.watching import owns
from api.reviews import AlreadyDecided, OwnAward, ReviewInfo, ReviewState

SOURCE = "review"
LOCK_BILLS = """
    SELECT FROM purchase WHERE program_id = $1 AND id = ANY ($2::uuid[]) ORDER BY id FOR UPDATE
"""
TAKE_FROM_BILLS = """
    UPDATE purchase SET points_taken_back = points_taken_back + gone.points
    FROM unnest($2::uuid[], $3::bigint[]) AS gone (id, points)
    WHERE purchase.program_id = $1 AND purchase.id = gone.id
"""


async def decide_awards(
    actor: Actor, business_id: UUID, item_ids: Sequence[UUID], *, approve: bool, note: str = ""
) -> None:
    """Releases the points of these items of the queue, or takes them back with a reason; all of them or none.

    What was decided the same way before stays so. Refuses NOT_FOUND, OWN_AWARD for points that the actor gave or that
    are on the actor's own card, ALREADY_DECIDED where somebody decided otherwise, and BAD_INPUT: more than 100 items,
    or no reason for taking back.
    """
    ids = sorted(set(item_ids))
    if not 1 <= len(ids) <= reviews.MAX_ITEMS:
        raise BadInput(f"Between 1 and {reviews.MAX_ITEMS} at once.", path=("itemIds",))
    check_text(note, reviews.MAX_NOTE, ("note",))
    if not approve and not note.strip():
        raise BadInput("Please say why the points are taken back.", path=("note",))
    program = await businesses.rules_for(await businesses.program_of(business_id))
    items = await reviews.items_by_id(program.id, business_id, ids)
    if len(items) < len(ids):
        raise NotFound("There is no such award to decide about.", path=("itemIds",))
    await _check_not_own(actor, program.id, business_id, items)
    await db.retrying(lambda: _decide(actor, program, business_id, items, approve, note.strip()))


async def _check_not_own(
    actor: Actor, program_id: UUID, business_id: UUID, items: Mapping[UUID, ReviewInfo]
) -> None:
    me = actor.staff_id or actor.id
    members = await customers.members_by_id(
        program_id, sorted({item.membership_id for item in items.values()}), business_id=business_id
    )
    mine = any(item.staff_id == me for item in items.values())
    if not mine and actor.staff_id is not None:
        mine = any([await owns(actor.staff_id, member) for member in members.values()])
    if mine:
        raise OwnAward("Somebody else has to decide about your own points.", path=("itemIds",))


async def _decide(
    actor: Actor,
    program: ProgramRules,
    business_id: UUID,
    items: Mapping[UUID, ReviewInfo],
    approve: bool,
    note: str,
) -> None:
    """Bills before items, as whoever returns goods locks the bill first."""
    state = ReviewState.APPROVED if approve else ReviewState.REJECTED
    async with db.transaction():
        bills = [item.purchase_id for item in items.values() if item.purchase_id is not None]
        await db.execute(LOCK_BILLS, program.id, bills)
        fresh, otherwise = await reviews.settle(actor, program.id, business_id, list(items), state, note)
        if otherwise:
            raise AlreadyDecided(
                "Somebody else decided otherwise about one of these. Please look again.", path=("itemIds",)
            )
        held = await ledger.held_points(program.id, [item.tx_id for item in fresh])
        left = [item for item in fresh if item.tx_id in held]
        if approve:
            earned_at = {item.tx_id: item.occurred_at for item in left}
            await ledger.release_held(program.id, earned_at, ledger.policy_of(program), clock.now())
        else:
            await _take_back(actor, program, left, held, note)
        await _tell(actor, fresh, held, approve, note)


async def _take_back(
    actor: Actor, program: ProgramRules, items: Sequence[ReviewInfo], held: Mapping[UUID, int], note: str
) -> None:
    """By ascending member, so that two who decide about the same members do not wait for each other."""
    for item in sorted(items, key=lambda each: (each.membership_id, each.tx_id)):
        request = ledger.PostingRequest(
            program_id=item.program_id,
            business_id=item.business_id,
            membership_id=item.membership_id,
            source=SOURCE,
            idempotency_key=f"reject:{item.id}",
            request_hash=hashlib.sha256(orjson.dumps([str(item.id)])).hexdigest(),
            occurred_at=clock.now(),
            store_id=item.store_id,
            staff_id=actor.staff_id or actor.id,
            reference_id=item.purchase_id,
            reason=note,
        )
        await ledger.reverse_earn(request, item.tx_id, held[item.tx_id], ledger.policy_of(program))
    billed = [item for item in items if item.purchase_id is not None]
    points = [held[item.tx_id] for item in billed]
    await db.execute(TAKE_FROM_BILLS, program.id, [item.purchase_id for item in billed], points)
    did = [
        tiers.Activity(
            item.membership_id,
            tiers.month_of(item.occurred_at, program.time_zone),
            earned=-held[item.tx_id],
            spent_minor=0,
            visits=0,
        )
        for item in billed
    ]
    await tiers.count(program.id, did)


async def _tell(
    actor: Actor, items: Sequence[ReviewInfo], held: Mapping[UUID, int], approve: bool, note: str
) -> None:
    for item in items:
        await audit.record(
            actor,
            "reviews.approve" if approve else "reviews.reject",
            target=("Customer", item.membership_id),
            after={"points": held.get(item.tx_id, 0), "review_item": item.id, "reason": note},
            program_id=item.program_id,
            business_id=item.business_id,
        )
    await outbox.announce(
        *(
            reviews.AwardDecided(
                program_id=item.program_id,
                business_id=item.business_id,
                review_item_id=item.id,
                tx_id=item.tx_id,
                membership_id=item.membership_id,
                purchase_id=item.purchase_id,
                points=held.get(item.tx_id, 0),
                is_approved=approve,
            )
            for item in items
        )
    )
