"""Deciding what happens to cards, with the vouchers that full ones give and reopened ones take back."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TypeAlias

from api.core import clock
from api.core.ids import new_id
from api.stamps.queries import Chain, Given
from api.stamps.rules.filling import Filling, put, take
from api.stamps.service.booking import Cause, Move

Wanted: TypeAlias = tuple[Chain, int, date, Mapping[int, int]]
"""A design with its cards, how many stamps to put on them, the day that they count for, and the lines that gave them."""


async def putting(cause: Cause, wanted: Sequence[Wanted]) -> list[Move]:
    """Moves that put stamps on cards; full ones have their vouchers."""
    return [
        Move(chain.design.id, day, tuple(put(chain.cards, chain.last_round, count, _filling(chain))), pieces)
        for chain, count, day, pieces in wanted
    ]


def _filling(chain: Chain) -> Filling:
    days = chain.design.rules.valid_days
    life = None if days is None else timedelta(days=days)
    return Filling(chain.design.stamps_needed, life, clock.now(), new_id)


async def taking(cause: Cause, wanted: Sequence[tuple[Given, int]], *, must_all: bool = False) -> list[Move]:
    """Moves that take stamps off cards."""
    now = clock.now()
    return [Move(given.design_id, given.day, tuple(take(given.cards, count, now))) for given, count in wanted]
