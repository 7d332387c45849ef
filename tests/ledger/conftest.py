"""Every ledger test ends with sound books."""

from collections.abc import AsyncIterator

import pytest_asyncio

from api import ledger
from tests.factories.ledger import Books


@pytest_asyncio.fixture
async def books(db: None) -> AsyncIterator[Books]:
    """A program of one's own, whose invariants are checked when the test is over."""
    made = Books()
    yield made
    assert await ledger.verify(made.program_id) == []
