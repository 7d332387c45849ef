"""Counts what a piece of code says to the database: a list of fifty must cost what a list of one costs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import asyncpg
import pytest

COUNTED = ("fetch", "fetchrow", "fetchval", "execute", "executemany")


@dataclass
class Statements:
    """The statements of a block, in order; those that begin and end transactions are left out."""

    statements: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.statements)


@asynccontextmanager
async def count_queries() -> AsyncIterator[Statements]:
    """Statements that this process sends while the block runs."""
    seen = Statements()
    with pytest.MonkeyPatch.context() as patch:
        for name in COUNTED:
            _watch(patch, name, seen)
        yield seen


def _watch(patch: pytest.MonkeyPatch, name: str, seen: Statements) -> None:
    original = getattr(asyncpg.Connection, name)

    async def watched(self: asyncpg.Connection, query: str, *args: object, **options: object) -> object:
        if not query.lstrip().upper().startswith(("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")):
            seen.statements.append(query)
        return await original(self, query, *args, **options)

    patch.setattr(asyncpg.Connection, name, watched)
