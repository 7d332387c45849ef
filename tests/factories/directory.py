"""Makers of bulk runs."""

from typing import Any
from uuid import UUID, uuid4

from api import directory
from api.core import db
from api.directory import BulkKind, BulkOrder, Selection
from tests.factories.businesses import Tenant

RUN = """
    SELECT state, total, created, changed, same, refused, undone, points::int AS points, problem FROM bulk_run
    WHERE id = $1
"""
OUTCOMES = "SELECT outcome, code FROM bulk_item WHERE run_id = $1 ORDER BY nr"


def an_order(kind: BulkKind, *members: UUID, **given: Any) -> BulkOrder:
    """To these members, or to everyone."""
    return BulkOrder(kind, Selection(customer_ids=members), **given)


async def begin(tenant: Tenant, order: BulkOrder, key: str | None = None) -> UUID:
    """A run that waits for a worker."""
    return await directory.start(
        tenant.owner, tenant.program_id, tenant.business_id, order, idempotency_key=key or uuid4().hex
    )


async def work() -> None:
    """As a worker does, until nothing waits."""
    while await directory.work_once():
        pass


async def run_of(run_id: UUID) -> dict[str, Any]:
    """How far it is."""
    row = await db.fetchrow(RUN, run_id)
    assert row is not None
    return dict(row)


async def outcomes(run_id: UUID) -> list[tuple[str, str]]:
    """What came of each, with the code, in order."""
    return [(row["outcome"], row["code"]) for row in await db.fetch(OUTCOMES, run_id)]
