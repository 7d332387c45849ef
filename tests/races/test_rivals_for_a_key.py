"""A rival holds the same idempotency key and has not committed yet: whoever comes second waits, then finds it taken."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import pytest

from api import customers, ledger
from api.core import db as database
from api.core.audit import SYSTEM
from api.core.errors import IdempotencyMismatch
from api.core.ids import new_id
from tests.factories.businesses import Tenant, make_business
from tests.factories.customers import some_phone
from tests.factories.ledger import Books
from tests.support.waiting import eventually

pytestmark = pytest.mark.integration

Task = TypeVar("Task")
BLOCKED_BY_US = (
    "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
)


async def in_turn(
    first: Callable[[], Awaitable[Task]], second: Callable[[], Awaitable[Task]]
) -> list[Task | BaseException]:
    """Both outcomes. The second begins when the first has written; the first commits when the second waits for it."""
    has_written = asyncio.Event()

    async def leading() -> Task:
        async with database.transaction():
            try:
                made = await first()
            finally:
                has_written.set()
            await eventually(lambda: database.fetchval(BLOCKED_BY_US), 1)
        return made

    async def following() -> Task:
        await has_written.wait()
        return await second()

    return list(await asyncio.gather(leading(), following(), return_exceptions=True))


async def test_another_process_posts_for_another_member(db: None) -> None:
    """Given a posting that is not committed, when its key comes for another member, then that one is refused."""
    books, other = Books(), new_id()

    posted, refused = await in_turn(
        lambda: books.earn(25, idempotency_key="k"),
        lambda: books.earn(40, idempotency_key="k", membership_id=other, request_hash="ab" * 32),
    )

    assert isinstance(posted, ledger.Posting)
    assert isinstance(refused, IdempotencyMismatch)
    assert await books.balance() == (25, 0)
    assert await books.balance(member=other) == (0, 0)
    assert await ledger.verify(books.program_id) == []


async def enrol(tenant: Tenant, phone: str) -> customers.Enrolment:
    return await customers.enrol(
        SYSTEM, tenant.program_id, tenant.business_id, phone, {"name": "Asha"}, idempotency_key="k"
    )


async def test_another_till_enrols_somebody_else(db: None) -> None:
    """Given an enrolment that is not committed, when its key comes for another number, then nobody else is enrolled."""
    tenant = await make_business()

    made, refused = await in_turn(lambda: enrol(tenant, some_phone()), lambda: enrol(tenant, some_phone()))

    assert isinstance(made, customers.Enrolment)
    assert isinstance(refused, IdempotencyMismatch)
    assert refused.path == ("idempotencyKey",)
    cards = await database.fetch("SELECT id FROM membership WHERE program_id = $1", tenant.program_id)
    assert [card["id"] for card in cards] == [made.member.membership_id]
