"""What can go wrong at the server, switched on and off while it runs."""

import asyncio
from dataclasses import dataclass


@dataclass
class Faults:
    """`slow_seconds`: each query takes so long. `is_stalled`: nothing is answered. `is_denied`: no login gets in."""

    slow_seconds: float = 0.0
    is_stalled: bool = False
    is_denied: bool = False
    queries_left: int | None = None

    def slow(self, seconds: float) -> None:
        """Each query takes so long from now on."""
        self.slow_seconds = seconds

    def stall(self) -> None:
        """Queries get no answer, and neither does a request to cancel them."""
        self.is_stalled = True

    def deny(self) -> None:
        """Logins are refused."""
        self.is_denied = True

    def drop_after(self, queries: int) -> None:
        """After so many more queries, each further one finds its link cut."""
        self.queries_left = queries

    def clear(self) -> None:
        """All is well again."""
        self.slow_seconds, self.is_stalled, self.is_denied, self.queries_left = 0.0, False, False, None

    async def wait(self) -> None:
        """Until the server is no longer stalled; switches are turned in another thread."""
        while self.is_stalled:  # noqa: ASYNC110
            await asyncio.sleep(0.01)

    def is_cut(self) -> bool:
        """Counts a query; True where its link is to be cut."""
        if self.queries_left is None:
            return False
        self.queries_left -= 1
        return self.queries_left < 0
