"""Stamps that a bill brings by itself, and loses when it comes back: called in the transaction of the bill."""

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from api.core import clock
from api.core.audit import Actor
from api.stamps.queries import Chain, Given, any_stand, given_by_bill, to_put, to_see
from api.stamps.rules.bills import allowed, earned, remaining
from api.stamps.rules.filling import put
from api.stamps.service.booking import Cause, book
from api.stamps.service.moving import filling, putting, taking
from api.stamps.types import ComingStamps, ReturnedBill, SoldGoods, StampedBill, StampKind

SOURCE = "purchase"
BRINGS_STAMPS = """
    EXISTS (SELECT FROM stamp_design WHERE stamp_design.program_id = {program} AND stamp_design.business_id = {business}
        AND stamp_design.is_active AND stamp_design.earning <> 'by_hand')
"""
"""For the statement that writes a bill: whether the business has a design that bills bring stamps of."""
BROUGHT_STAMPS = (
    "EXISTS (SELECT FROM stamp WHERE stamp.program_id = {program} AND stamp.purchase_id = {purchase})"
)
"""For the statement that writes a return: whether its bill brought stamps."""


async def stamp_purchase(actor: Actor, bill: StampedBill) -> None:
    """Gives the stamps of a bill, of every design that it matches, as many as the day still allows.

    Joins the caller's transaction, which holds the member's profile: that is what makes rivals wait. Once per turn of
    the bill, and not while stamps of an earlier turn stand: those of a used voucher stay with whoever used it.
    """
    if bill.turn and await any_stand(bill.program_id, bill.purchase_id):
        return
    day = clock.local_date(bill.occurred_at, bill.time_zone)
    chains = await to_put(bill.program_id, bill.business_id, bill.membership_id, day)
    found = [(chain, count, day, pieces) for chain, count, pieces in _brought(chains, bill)]
    if not found:
        return
    cause = Cause(
        actor=actor,
        program_id=bill.program_id,
        business_id=bill.business_id,
        membership_id=bill.membership_id,
        kind=StampKind.BILL,
        source=SOURCE,
        key=bill.key,
        store_id=bill.store_id,
        purchase_id=bill.purchase_id,
    )
    await book(cause, await putting(cause, found))


async def coming(goods: SoldGoods, membership_id: UUID | None) -> list[ComingStamps]:
    """What `stamp_purchase` would give for this bill, by name of the design. Changes nothing and locks nothing."""
    day = clock.local_date(goods.occurred_at, goods.time_zone)
    chains = await to_see(goods.program_id, goods.business_id, membership_id, day)
    found = [_coming(chain, count) for chain, count, _ in _brought(chains, goods)]
    return sorted(found, key=lambda each: (each.name, each.design_id))


def _brought(chains: Sequence[Chain], goods: SoldGoods) -> Iterator[tuple[Chain, int, Mapping[int, int]]]:
    """The designs that give something, how many stamps, and which lines gave them."""
    for chain in chains:
        count, pieces = earned(chain.design.rules, goods)
        count = allowed(chain.design.rules, chain.used, count)
        if count:
            yield chain, count, pieces


def _coming(chain: Chain, count: int) -> ComingStamps:
    steps = put(chain.cards, chain.last_round, count, filling(chain))
    last = steps[-1].after
    return ComingStamps(
        design_id=chain.design.id,
        name=chain.design.name,
        icon=chain.design.icon,
        count=count,
        stamps=last.stamps,
        stamps_needed=last.needed,
        cards_filled=sum(step.is_filled for step in steps),
    )


async def unstamp_purchase(actor: Actor, back: ReturnedBill) -> None:
    """Takes back the stamps of what was returned of a bill: of its items, or all where nothing of it is left.

    Stamps whose voucher was used stay with it, those on expired cards are gone. Joins the caller's transaction, which
    holds the member's profile. Once per return.
    """
    found = await given_by_bill(back.program_id, back.membership_id, back.purchase_id)
    wanted = [(each, count) for each in found if (count := _to_take(each, back)) > 0]
    if not wanted:
        return
    cause = Cause(
        actor=actor,
        program_id=back.program_id,
        business_id=back.business_id,
        membership_id=back.membership_id,
        kind=StampKind.RETURN,
        source=SOURCE,
        key=f"take:{back.return_id}",
        reason=back.reason,
        purchase_id=back.purchase_id,
    )
    moves = await taking(cause, wanted)
    if any(step.count for move in moves for step in move.steps):
        await book(cause, moves)


def _to_take(given: Given, back: ReturnedBill) -> int:
    target = remaining(given.given, given.pieces, back.lines, is_complete=back.is_complete)
    return min(given.standing - target, given.standing - given.lost)
