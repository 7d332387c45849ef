"""Who did what: pages, filters, one's own business alone."""

from datetime import timedelta
from uuid import UUID

import pytest

from api import identity
from api.core import audit, clock
from api.core.ids import new_id
from api.core.paging import BadCursor, BadPageSize
from api.identity import AuditFilter
from tests.factories.businesses import Tenant, make_business

pytestmark = pytest.mark.integration


async def _noted(tenant: Tenant, *actions: str, by: UUID | None = None) -> None:
    actor = tenant.owner if by is None else audit.Actor(audit.ActorKind.API_KEY, id=by, name="App")
    for action in actions:
        await audit.record(
            actor,
            action,
            target=("Store", tenant.store_id),
            before={"name": "A"},
            after={"name": "B"},
            program_id=tenant.program_id,
            business_id=tenant.business_id,
        )


async def _actions(tenant: Tenant, only: AuditFilter) -> list[str]:
    return [entry.action for entry in (await identity.audit_log(tenant.business_id, only)).items]


async def test_pages_follow_each_other_without_gap_or_repetition(rolled_back: None) -> None:
    """Given seven entries and more, when read in pages of two, then all come once, the newest first."""
    tenant = await make_business()
    await _noted(tenant, *(f"test.act_{n}" for n in range(7)))
    only, after, seen = AuditFilter("test"), None, []
    while True:
        page = await identity.audit_log(tenant.business_id, only, first=2, after=after)
        seen += [entry.action for entry in page.items]
        if not page.has_next:
            break
        after = page.cursors[-1]
    assert seen == [f"test.act_{n}" for n in reversed(range(7))]
    assert await identity.count_audit_log(tenant.business_id, only) == 7


async def test_filters_by_action_domain_caller_and_time(rolled_back: None) -> None:
    """Given entries of two callers, when filtered, then each filter leaves exactly its own."""
    tenant, app = await make_business(), new_id()
    await _noted(tenant, "till.opened", "till.closed", "tillage.done")
    await _noted(tenant, "till.opened", by=app)
    assert await _actions(tenant, AuditFilter("till")) == ["till.opened", "till.closed", "till.opened"]
    assert await _actions(tenant, AuditFilter("till.closed")) == ["till.closed"]
    assert await _actions(tenant, AuditFilter(actor_id=app)) == ["till.opened"]
    assert await _actions(tenant, AuditFilter("till", until=clock.now() - timedelta(hours=1))) == []
    assert len(await _actions(tenant, AuditFilter("till", since=clock.now() - timedelta(hours=1)))) == 3
    assert await _actions(tenant, AuditFilter("%")) == []


async def test_an_entry_says_who_what_before_and_after(rolled_back: None) -> None:
    """Given an act, when read, then nothing of it is lost."""
    tenant = await make_business()
    await _noted(tenant, "test.changed")
    (entry,) = (await identity.audit_log(tenant.business_id, AuditFilter("test.changed"))).items
    assert (entry.actor_name, entry.actor_kind) == ("Asha Rao", "staff")
    assert (entry.target_type, entry.target_id) == ("Store", tenant.store_id)
    assert (entry.before, entry.after) == ({"name": "A"}, {"name": "B"})


async def test_another_businesss_entries_are_never_there(rolled_back: None) -> None:
    """Given two businesses of one program, when one reads, then the other's entries are not there."""
    mine = await make_business()
    partner = await make_business(program_id=mine.program_id)
    await _noted(partner, "test.secret")
    assert await _actions(mine, AuditFilter("test.secret")) == []


async def test_bad_cursors_and_sizes_are_refused(rolled_back: None) -> None:
    """Given a cursor of nobody or a size beyond the limit, when read, then it is refused."""
    tenant = await make_business()
    with pytest.raises(BadCursor):
        await identity.audit_log(tenant.business_id, AuditFilter(), after="nonsense")
    with pytest.raises(BadPageSize):
        await identity.audit_log(tenant.business_id, AuditFilter(), first=101)
