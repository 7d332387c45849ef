"""Saved views: one's own and shared ones, one that opens first, versions, and what others cannot reach."""

from dataclasses import replace
from uuid import UUID

import pytest

from api import directory
from api.core import db as database
from api.core.audit import Actor
from api.core.errors import Refusal
from api.directory import Sort, ViewDetails
from api.directory.service import views
from tests.factories.businesses import Tenant
from tests.factories.identity import make_staff

pytestmark = pytest.mark.integration

DETAILS = ViewDetails(
    "Drifting away", "", {"standing": "CHURNING"}, Sort.SPENT, ("visits", "name"), True, False
)
ROW = "SELECT name, columns, is_default, version, staff_id IS NULL AS is_shared FROM customer_view WHERE id = $1"


async def save(tenant: Tenant, details: ViewDetails, actor: Actor | None = None, **given: object) -> UUID:
    """Keeps a view."""
    who = actor or tenant.owner
    return await directory.save_view(who, tenant.program_id, tenant.business_id, details, **given)  # type: ignore[arg-type]


async def code_of(tenant: Tenant, details: ViewDetails, actor: Actor | None = None, **given: object) -> str:
    """Why it is not kept."""
    with pytest.raises(Refusal) as refused:
        await save(tenant, details, actor, **given)
    return refused.value.code


async def colleague(tenant: Tenant) -> Actor:
    """Somebody else of the staff."""
    staff = await make_staff(tenant.program_id, tenant.business_id, role="manager", name="Ben")
    return replace(tenant.owner, id=staff.user_id, staff_id=staff.staff_id, name="Ben")


async def test_a_view_is_kept_changed_and_removed(tenant: Tenant, other: Tenant) -> None:
    """Given a view, when it changes, then its version counts; an old version, others and no name are refused."""
    view = await save(tenant, DETAILS)
    row = await database.fetchrow(ROW, view)
    assert row is not None
    assert (row["columns"], row["version"], row["is_shared"]) == (["name", "visits"], 1, True)
    assert await save(tenant, replace(DETAILS, name="Away"), view_id=view, version=1) == view
    assert await database.fetchval("SELECT version FROM customer_view WHERE id = $1", view) == 2
    assert await code_of(tenant, DETAILS, view_id=view, version=1) == "CONFLICT"
    assert await code_of(other, DETAILS, view_id=view) == "NOT_FOUND"
    assert await code_of(tenant, replace(DETAILS, name=" ")) == "BAD_INPUT"
    assert await code_of(tenant, replace(DETAILS, narrowed={"x": "y" * 3_000})) == "BAD_INPUT"
    with pytest.raises(Refusal):
        await directory.remove_view(other.owner, other.program_id, other.business_id, view)
    await directory.remove_view(tenant.owner, tenant.program_id, tenant.business_id, view)
    assert await database.fetchrow(ROW, view) is None


async def test_ones_own_views_are_ones_own(tenant: Tenant) -> None:
    """Given one's own view, then a colleague cannot touch it; who may not share can touch no shared one either."""
    ben = await colleague(tenant)
    own = await save(tenant, replace(DETAILS, is_shared=False))
    shared = await save(tenant, DETAILS)
    assert await code_of(tenant, DETAILS, ben, view_id=own) == "NOT_FOUND"
    assert await code_of(tenant, DETAILS, ben, may_share=False) == "FORBIDDEN"
    mine = replace(DETAILS, is_shared=False)
    assert await code_of(tenant, mine, ben, view_id=shared, may_share=False) == "NOT_FOUND"
    with pytest.raises(Refusal):
        await directory.remove_view(ben, tenant.program_id, tenant.business_id, shared, may_share=False)


async def test_one_view_opens_first(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given two views that are to open first, then the last one does; there are no more than the most."""
    first = await save(tenant, replace(DETAILS, is_default=True))
    second = await save(tenant, replace(DETAILS, name="Second", is_default=True))
    defaults = [
        await database.fetchval("SELECT is_default FROM customer_view WHERE id = $1", key)
        for key in (first, second)
    ]
    assert defaults == [False, True]
    monkeypatch.setattr(views, "MAX_VIEWS", 2)
    assert await code_of(tenant, DETAILS) == "TOO_MANY"
