"""Batch loaders: many resolvers ask for one key each, one read answers them all."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Generic, TypeVar, cast

from strawberry.dataloader import DataLoader

from api.graphql.base.context import Context, Info
from api.graphql.base.viewer import Viewer

K = TypeVar("K")
V = TypeVar("V")
MAX_BATCH = 1000


class Batch(Generic[K, V]):
    """A batch read of a domain as a loader: `balance = Batch(ledger.balances_for)` in loaders.py.

    `read(keys)` returns a mapping; a key that is missing there loads as None. Within one request a key is read once.
    A read that needs the viewer for its tenant scope: `Batch(scoped=read)` with `read(viewer, keys)`.
    """

    def __init__(
        self,
        read: Callable[[Sequence[K]], Awaitable[Mapping[K, V]]] | None = None,
        *,
        scoped: Callable[[Viewer, Sequence[K]], Awaitable[Mapping[K, V]]] | None = None,
    ) -> None:
        self._scoped = scoped
        self._plain = read

    async def _read(self, viewer: Viewer, keys: Sequence[K]) -> Mapping[K, V]:
        if self._scoped is not None:
            return await self._scoped(viewer, keys)
        if self._plain is not None:
            return await self._plain(keys)
        raise TypeError("a Batch needs a read")

    async def load(self, info: Info, key: K) -> V | None:
        """The value of one key, or None. Keys asked for in the same tick share one read."""
        # shielded: a sibling that fails cancels this task, and must not cancel the read that others share
        return await asyncio.shield(self._loader(info.context).load(key))

    async def load_many(self, info: Info, keys: Iterable[K]) -> list[V | None]:
        """The values of several keys, in their order."""
        loader = self._loader(info.context)
        return list(await asyncio.gather(*(asyncio.shield(loader.load(key)) for key in keys)))

    def _loader(self, context: Context) -> DataLoader[K, V | None]:
        found = cast("DataLoader[K, V | None] | None", context.loaders.get(self))
        if found is None:
            found = context.loaders[self] = self._bound(context.viewer)
        return found

    def _bound(self, viewer: Viewer) -> DataLoader[K, V | None]:
        async def load(keys: list[K]) -> list[V | BaseException | None]:
            found = await self._read(viewer, keys)
            return [found.get(key) for key in keys]

        return DataLoader(load, max_batch_size=MAX_BATCH)
