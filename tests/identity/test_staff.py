"""Staff and roles: who may make whom what."""

import asyncio
from uuid import UUID

import pytest

from api import identity
from api.core import db as core_db
from api.core.audit import SYSTEM
from api.core.errors import BadInput, Conflict, Forbidden, NotFound, Unauthenticated
from api.core.ids import new_id
from api.identity import NewStaff, StaffStatus
from api.identity.errors import LastOwner, SessionOver
from api.identity.permissions import ALL, BUILTIN_ROLES
from tests.factories.businesses import Tenant, make_business
from tests.factories.identity import PASSWORD, make_staff, make_token, roles_of, sign_in

pytestmark = [pytest.mark.integration, pytest.mark.security]

MANAGER = BUILTIN_ROLES["manager"][1]


async def _role(tenant: Tenant, key: str) -> UUID:
    return (await identity.role_by_key(tenant.business_id, key)).id


async def _shape(tenant: Tenant) -> list[tuple[str, str, str]]:
    staff = (await identity.staff_of([tenant.business_id]))[tenant.business_id]
    return sorted((each.name, each.role.key, each.status.value) for each in staff)


async def test_a_promotion_holds_from_the_next_request(db: None) -> None:
    """Given a signed-in cashier, when made manager, then the same token may do more at once, and the audit says so."""
    tenant = await make_business()
    cashier = await make_staff(tenant.program_id, tenant.business_id)
    token = await make_token(cashier)
    assert (await identity.authenticate(token)).role == "cashier"
    changed = await identity.update_staff_member(
        tenant.owner,
        tenant.business_id,
        cashier.staff_id,
        granting=ALL,
        role_id=await _role(tenant, "manager"),
    )
    assert changed.role.key == "manager"
    assert (await identity.authenticate(token)).permissions == MANAGER
    (entry,) = (
        await identity.audit_log(tenant.business_id, identity.AuditFilter("identity.staff_updated"))
    ).items
    assert entry.before == {"name": cashier.name, "role": "cashier", "status": "active"}
    assert entry.after == {"name": cashier.name, "role": "manager", "status": "active"}
    assert entry.target_id == cashier.staff_id


async def test_a_suspension_ends_sessions_at_once_and_can_be_taken_back(db: None) -> None:
    """Given a signed-in cashier, when suspended, then the token is dead; taken back, they sign in anew."""
    tenant = await make_business()
    cashier = await make_staff(tenant.program_id, tenant.business_id)
    opened = await sign_in(cashier)
    await identity.authenticate(opened.tokens.access_token)
    for status in (StaffStatus.SUSPENDED, StaffStatus.ACTIVE):
        changed = await identity.update_staff_member(
            tenant.owner, tenant.business_id, cashier.staff_id, granting=ALL, status=status
        )
        assert changed.status is status
        with pytest.raises(Unauthenticated):
            await identity.authenticate(opened.tokens.access_token)
        with pytest.raises(SessionOver):
            await identity.refresh(opened.tokens.refresh_token)
    await identity.authenticate(await make_token(cashier))


async def test_a_manager_cannot_touch_an_owner_nor_make_one(db: None) -> None:
    """Given a manager, when they suspend the owner or promote to owner, then it is refused and nothing changes."""
    tenant = await make_business()
    manager = await make_staff(tenant.program_id, tenant.business_id, role="manager", name="Manu")
    cashier = await make_staff(tenant.program_id, tenant.business_id)
    before = await _shape(tenant)
    owner_role = await _role(tenant, "owner")
    assert tenant.owner.staff_id
    for staff_id, role_id, status in (
        (tenant.owner.staff_id, None, StaffStatus.SUSPENDED),
        (tenant.owner.staff_id, await _role(tenant, "cashier"), None),
        (cashier.staff_id, owner_role, None),
        (manager.staff_id, owner_role, None),
    ):
        with pytest.raises(Forbidden):
            await identity.update_staff_member(
                manager.actor,
                tenant.business_id,
                staff_id,
                granting=MANAGER,
                role_id=role_id,
                status=status,
            )
    assert await _shape(tenant) == before


async def test_the_last_owner_stays(db: None) -> None:
    """Given one owner, when demoted or suspended, then it is refused; with a second one it is done."""
    tenant = await make_business()
    assert tenant.owner.staff_id
    for role_id, status in ((await _role(tenant, "cashier"), None), (None, StaffStatus.SUSPENDED)):
        with pytest.raises(LastOwner):
            await identity.update_staff_member(
                tenant.owner,
                tenant.business_id,
                tenant.owner.staff_id,
                granting=ALL,
                role_id=role_id,
                status=status,
            )
    assert await _shape(tenant) == [("Asha Rao", "owner", "active")]
    await make_staff(tenant.program_id, tenant.business_id, role="owner", name="Second")
    changed = await identity.update_staff_member(
        tenant.owner, tenant.business_id, tenant.owner.staff_id, granting=ALL, status=StaffStatus.SUSPENDED
    )
    assert changed.status is StaffStatus.SUSPENDED


async def test_two_owners_who_suspend_each_other_at_once_leave_one(db: None) -> None:
    """Given two owners, when each suspends the other at once, then one suspension is refused."""
    tenant = await make_business()
    second = await make_staff(tenant.program_id, tenant.business_id, role="owner", name="Second")
    assert tenant.owner.staff_id

    async def suspend(staff_id: UUID) -> bool:
        try:
            await identity.update_staff_member(
                SYSTEM, tenant.business_id, staff_id, granting=ALL, status=StaffStatus.SUSPENDED
            )
        except LastOwner:
            return False
        return True

    done = await asyncio.gather(suspend(tenant.owner.staff_id), suspend(second.staff_id))
    assert sorted(done) == [False, True]
    assert [status for _, _, status in await _shape(tenant)].count("active") == 1


async def test_other_businesses_staff_and_roles_are_not_found_and_stay(db: None) -> None:
    """Given staff and a role of B, when A's owner uses their ids, then nothing is found and nothing changes."""
    mine, other = await make_business(), await make_business()
    strange = await make_staff(other.program_id, other.business_id, name="Strange")
    cashier = await make_staff(mine.program_id, mine.business_id)
    foreign_role = await identity.create_role(
        other.owner, other.business_id, name="Theirs", permissions=["points.read"], granting=ALL
    )
    before = await _shape(mine), await _shape(other)
    attempts = (
        identity.update_staff_member(
            mine.owner, mine.business_id, strange.staff_id, granting=ALL, name="Mine now"
        ),
        identity.update_staff_member(
            mine.owner, mine.business_id, cashier.staff_id, granting=ALL, role_id=foreign_role.id
        ),
        identity.update_staff_member(mine.owner, mine.business_id, new_id(), granting=ALL, name="Nobody"),
        identity.update_role(mine.owner, mine.business_id, foreign_role.id, granting=ALL, name="Mine"),
        identity.invite_staff(
            mine.owner, mine.business_id, email="new@example.com", role_id=foreign_role.id, granting=ALL
        ),
    )
    for attempt in attempts:
        with pytest.raises(NotFound):
            await attempt
    assert (await _shape(mine), await _shape(other)) == before
    assert (await identity.roles_by_id([foreign_role.id]))[foreign_role.id].name == "Theirs"
    assert (
        await core_db.fetchval("SELECT count(*) FROM invitation WHERE business_id = $1", mine.business_id)
        == 0
    )


async def test_a_role_of_ones_own_opens_exactly_what_it_says(db: None) -> None:
    """Given a role of two permissions, when held, then the token has these two; edited, it has the new ones at once."""
    tenant = await make_business()
    role = await identity.create_role(
        tenant.owner,
        tenant.business_id,
        name=" Shift  lead ",
        permissions=["points.read", "customers.read"],
        granting=ALL,
    )
    assert (role.key, role.name, role.is_builtin) == ("shift-lead", "Shift lead", False)
    lead = await make_staff(tenant.program_id, tenant.business_id)
    token = await make_token(lead)
    await identity.update_staff_member(
        tenant.owner, tenant.business_id, lead.staff_id, granting=ALL, role_id=role.id
    )
    assert (await identity.authenticate(token)).permissions == {"points.read", "customers.read"}
    await identity.update_role(
        tenant.owner, tenant.business_id, role.id, granting=ALL, permissions=["points.read"]
    )
    assert (await identity.authenticate(token)).permissions == {"points.read"}


async def test_nobody_makes_a_role_above_their_own(db: None) -> None:
    """Given a manager, when they make or edit a role beyond theirs, then it is refused and the role stays."""
    tenant = await make_business()
    manager = await make_staff(tenant.program_id, tenant.business_id, role="manager")
    high = await identity.create_role(
        tenant.owner, tenant.business_id, name="High", permissions=["program.manage"], granting=ALL
    )
    low = await identity.create_role(
        tenant.owner, tenant.business_id, name="Low", permissions=["points.read"], granting=ALL
    )
    attempts = (
        identity.create_role(
            manager.actor, tenant.business_id, name="Sly", permissions=["api_keys.manage"], granting=MANAGER
        ),
        identity.update_role(
            manager.actor, tenant.business_id, low.id, granting=MANAGER, permissions=["business.manage"]
        ),
        identity.update_role(manager.actor, tenant.business_id, high.id, granting=MANAGER, permissions=[]),
    )
    for attempt in attempts:
        with pytest.raises(Forbidden):
            await attempt
    kept = {role.key: role.permissions for role in await roles_of(tenant.business_id)}
    assert (kept["high"], kept["low"]) == (frozenset({"program.manage"}), frozenset({"points.read"}))
    assert "sly" not in kept


async def test_builtin_roles_and_taken_names_are_refused(db: None) -> None:
    """Given a builtin role, or a name in use, when changed or made, then it is refused."""
    tenant = await make_business()
    made = await identity.create_role(
        tenant.owner, tenant.business_id, name="Shift lead", permissions=[], granting=ALL
    )
    other = await identity.create_role(
        tenant.owner, tenant.business_id, name="Other", permissions=[], granting=ALL
    )
    with pytest.raises(Forbidden):
        await identity.update_role(
            tenant.owner, tenant.business_id, await _role(tenant, "cashier"), granting=ALL, name="Mine"
        )
    for name in ("shift LEAD", "Cashier"):
        with pytest.raises(Conflict) as refused:
            await identity.create_role(
                tenant.owner, tenant.business_id, name=name, permissions=[], granting=ALL
            )
        assert refused.value.path == ("name",)
        with pytest.raises(Conflict):
            await identity.update_role(tenant.owner, tenant.business_id, other.id, granting=ALL, name=name)
    with pytest.raises(BadInput):
        await identity.create_role(
            tenant.owner, tenant.business_id, name="X", permissions=["points.mint"], granting=ALL
        )
    names = [role.name for role in await roles_of(tenant.business_id)]
    assert names == ["Analyst", "Cashier", "Manager", "Owner", "Other", "Shift lead"]
    assert made.permissions == frozenset()


async def test_the_old_name_of_a_role_is_free_again(db: None) -> None:
    """Given a renamed role, when another takes its old name, then both are there with keys of their own."""
    tenant = await make_business()
    first = await identity.create_role(
        tenant.owner, tenant.business_id, name="Night", permissions=[], granting=ALL
    )
    await identity.update_role(tenant.owner, tenant.business_id, first.id, granting=ALL, name="Late")
    second = await identity.create_role(
        tenant.owner, tenant.business_id, name="Night", permissions=[], granting=ALL
    )
    assert (second.name, second.key != first.key) == ("Night", True)


async def test_active_staff_are_not_added_twice(db: None) -> None:
    """Given somebody who works here, when added again, then it is refused; once suspended, they come back."""
    tenant = await make_business()
    new = NewStaff("twice@example.com", "Ravi", PASSWORD)
    added = await identity.add_staff(SYSTEM, tenant.business_id, new)
    with pytest.raises(Conflict):
        await identity.add_staff(SYSTEM, tenant.business_id, new, role_key="manager")
    await identity.update_staff_member(
        SYSTEM, tenant.business_id, added.id, granting=ALL, status=StaffStatus.SUSPENDED
    )
    back = await identity.add_staff(SYSTEM, tenant.business_id, new, role_key="manager")
    assert (back.id, back.role.key, back.status) == (added.id, "manager", StaffStatus.ACTIVE)
