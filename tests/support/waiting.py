"""Waiting for what another process will do: asks again and again, and fails with what it saw last."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")
PAUSE_SECONDS = 0.05


async def eventually(look: Callable[[], Awaitable[T]], expected: T, *, within_seconds: float = 20.0) -> None:
    """Returns once `look()` gives `expected`."""
    deadline = time.monotonic() + within_seconds
    while (seen := await look()) != expected:
        assert time.monotonic() < deadline, (
            f"still {seen!r} after {within_seconds:g} s, expected {expected!r}"
        )
        await asyncio.sleep(PAUSE_SECONDS)
