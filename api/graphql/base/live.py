"""The one helper behind every subscription: the value now, then afresh whenever one of its topics was touched."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from typing import TypeVar

from api.core import clock
from api.graphql.base.context import Context, Info
from api.graphql.base.hub import hub

T = TypeVar("T")
QUIET_SECONDS = 60.0


async def live(
    info: Info, topics: Iterable[str], read: Callable[[], Awaitable[T]], *, first: bool = True
) -> AsyncIterator[T]:
    """Yields `await read()` now (unless `first` is False) and after each touch of a topic ("card:<uuid>").

    Loaders are reset before each read, so a value is never older than its push. Touches that arrive while a value is on
    its way fall together: the latest wins. Ends when the viewer's token expires.
    """
    context = info.context
    with hub.listen(topics) as listener:
        if first:
            context.reset_loaders()
            yield await read()
        while (left := _seconds_left(context)) > 0:
            if await listener.wait(min(left, QUIET_SECONDS)):
                context.reset_loaders()
                yield await read()


def _seconds_left(context: Context) -> float:
    expires_at = context.viewer.expires_at
    return QUIET_SECONDS if expires_at is None else (expires_at - clock.now()).total_seconds()
