"""Deciding what happens to cards, with the vouchers that full ones give and reopened ones take back.

The cards are locked before; rewards and their vouchers are locked in the order of the rewards' ids.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TypeAlias
from uuid import UUID

from api import rewards
from api.core import clock
from api.core.ids import new_id
from api.stamps.queries import Chain, Given
from api.stamps.rules.filling import Card, Filling, Step, moved, put, take
from api.stamps.service import vouchers
from api.stamps.service.booking import Cause, Move

Wanted: TypeAlias = tuple[Chain, int, date, Mapping[int, int]]
"""A design with its cards, how many stamps to put on them, the day that they count for, the lines that gave them."""
NOBODY = UUID(int=0)


async def putting(cause: Cause, wanted: Sequence[Wanted]) -> list[Move]:
    """Moves that put stamps on cards; full ones have their vouchers."""
    moves = []
    for chain, count, day, pieces in sorted(wanted, key=lambda each: each[0].design.reward_id or NOBODY):
        steps = [
            await _with_voucher(cause, chain, step) if step.is_filled else step
            for step in put(chain.cards, chain.last_round, count, filling(chain))
        ]
        moves.append(Move(chain.design.id, day, tuple(steps), pieces))
    return moves


def filling(chain: Chain) -> Filling:
    """By what the cards of a design are filled now."""
    days = chain.design.rules.valid_days
    life = None if days is None else timedelta(days=days)
    return Filling(chain.design.stamps_needed, life, clock.now(), new_id)


async def _with_voucher(cause: Cause, chain: Chain, step: Step) -> Step:
    voucher_id = await vouchers.give(cause.actor, chain.design, cause.membership_id, step.after)
    return replace(step, after=replace(step.after, voucher_id=voucher_id))


async def taking(cause: Cause, wanted: Sequence[tuple[Given, int]], *, must_all: bool = False) -> list[Move]:
    """Moves that take stamps off cards, from the newest card back to one whose voucher was used.

    `must_all` refuses with VOUCHER_USED where fewer can be taken.
    """
    moves = []
    for given, count in sorted(wanted, key=lambda each: each[0].reward_id or NOBODY):
        steps = await _taken(cause, given.cards, count)
        if must_all and -moved(steps) < count:
            raise rewards.VoucherUsed(
                "The voucher of these stamps was used: they cannot be taken back.", path=("stampId",)
            )
        moves.append(Move(given.design_id, given.day, tuple(steps)))
    return moves


async def _taken(cause: Cause, cards: Sequence[Card], count: int) -> list[Step]:
    now = clock.now()
    steps = take(cards, count, now)
    for step in steps:
        if step.is_reopened and not await vouchers.take_back(
            cause.actor, cause.program_id, step.before, cause.reason
        ):
            return take([card for card in cards if card.round > step.before.round], count, now)
    return steps
