"""Fixtures for every test: one event loop per run, a database of one's own, Redis under one's own prefix."""

import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from tortoise.transactions import in_transaction

from api import wiring
from api.core import db as core_db
from api.core import redis as core_redis
from api.core.settings import get_settings
from tests.factories.businesses import Tenant, make_business
from tests.support.matrix import pytest_terminal_summary
from tests.support.plugin import (
    addresses,
    pytest_collection_finish,
    pytest_collection_modifyitems,
    pytest_configure,
    pytest_configure_node,
    pytest_unconfigure,
)
from tests.support.servers import Addresses

__all__ = [
    "addresses",
    "pytest_collection_finish",
    "pytest_collection_modifyitems",
    "pytest_configure",
    "pytest_configure_node",
    "pytest_terminal_summary",
    "pytest_unconfigure",
]


@pytest.fixture
def scratch() -> Iterator[Path]:
    """A folder for servers: pytest's own is closed to other users, and PostgreSQL is another user where we are root."""
    with tempfile.TemporaryDirectory(prefix="regulars-") as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def session_scratch() -> Iterator[Path]:
    """As `scratch`, for the whole run."""
    with tempfile.TemporaryDirectory(prefix="regulars-") as folder:
        yield Path(folder)


@pytest_asyncio.fixture(scope="session")
async def _connected(addresses: Addresses) -> AsyncIterator[None]:
    settings = get_settings()
    wiring.wire(settings)
    await core_db.connect(settings.database_url, settings.database_pool_size)
    await core_redis.connect(settings.redis_url)
    yield
    await core_redis.disconnect()
    await core_db.disconnect()


@pytest_asyncio.fixture
async def db(_connected: None) -> None:
    """`api.core.db` and `api.core.redis` are open. Commits are real: make your own business, look only at it."""


@pytest_asyncio.fixture
async def rolled_back(_connected: None) -> AsyncIterator[None]:
    """As `db`, but on one connection whose outer transaction is undone: fast; not for tests of concurrency."""
    async with in_transaction("default") as outer:
        yield
        await outer.rollback()


@pytest.fixture
async def tenant(db: None) -> Tenant:
    """A business of its own in India."""
    return await make_business()
