"""The one helper behind every subscription: the value now, then afresh whenever one of its topics was touched."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from typing import TypeVar

from api.graphql.base.context import Info
from api.graphql.base.hub import hub

T = TypeVar("T")


async def live(
    info: Info, topics: Iterable[str], read: Callable[[], Awaitable[T]], *, first: bool = True
) -> AsyncIterator[T]:
    """Yields `await read()` now (unless `first` is False) and after each touch of a topic ("card:<uuid>").

    Loaders are reset before each read, so a value is never older than its push. Touches that arrive while a value is on
    its way fall together: the latest wins. Never ends by itself: the transport ends it, at the latest with the token.
    """
    with hub.listen(topics) as listener:
        if not first:
            await listener.ringing()
        while True:
            info.context.reset_loaders()
            yield await read()
            await listener.ringing()
