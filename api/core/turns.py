"""Work on many rows in one event loop, a few at a time: whoever else has something to do gets a turn in between."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

A = TypeVar("A")
B = TypeVar("B")
AT_A_TIME = 250
"""Rows between two turns: some milliseconds."""


async def by_turns(do: Callable[[Sequence[A]], Iterable[B]], rows: Sequence[A]) -> list[B]:
    """What `do` makes of all rows, in their order."""
    made: list[B] = []
    for start in range(0, len(rows), AT_A_TIME):
        made += do(rows[start : start + AT_A_TIME])
        await asyncio.sleep(0)
    return made
