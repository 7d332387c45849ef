"""Staff, roles, invitations, tills and the audit log through the schema."""

from uuid import UUID, uuid4

import pytest

from api import identity
from api.core.errors import Unauthenticated
from api.core.ids import to_global_id
from tests.factories.businesses import Tenant, make_business, token_of
from tests.factories.identity import PASSWORD, Staff, make_api_key, make_staff, make_token, roles_of, sign_in
from tests.graphql.asking import answer, ask, codes, do, refusals

pytestmark = [pytest.mark.integration, pytest.mark.security]


async def _role(tenant: Tenant, key: str) -> str:
    return to_global_id("Role", (await identity.role_by_key(tenant.business_id, key)).id)


async def test_somebody_is_invited_and_joins(db: None) -> None:
    """Given an invitation, when its link is followed, then the team has one more, and the invitation is accepted."""
    tenant = await make_business()
    token = await token_of(tenant)
    email = f"{uuid4().hex[:12]}@example.com"
    invited = await do(
        "inviteStaff",
        {"email": email, "roleId": await _role(tenant, "manager")},
        "link invitation { id email acceptedAt role { key } }",
        token=token,
    )
    assert invited["errors"] == []
    assert (invited["invitation"]["email"], invited["invitation"]["role"]) == (email, {"key": "manager"})
    given = {"token": invited["link"].rsplit("/", 1)[1], "name": "Manu", "password": PASSWORD}
    joined = await do("acceptInvitation", given, "viewer { staff { name role { key } business { name } } }")
    assert joined["viewer"]["staff"] == {
        "name": "Manu",
        "role": {"key": "manager"},
        "business": {"name": "Kaapi House"},
    }
    again = await do("acceptInvitation", given, "viewer { face }")
    assert (refusals(again), again["viewer"]) == ([("INVITATION_ENDED", ["token"])], None)
    found = await ask("{ business { staff { name } invitations { acceptedAt } } }", token=token)
    assert "Manu" in [each["name"] for each in found["business"]["staff"]]
    assert [each["acceptedAt"] is not None for each in found["business"]["invitations"]] == [True]


async def test_an_invitation_is_withdrawn(db: None) -> None:
    """Given an invitation, when withdrawn, then its link is dead; of another business it is not found."""
    tenant, other = await make_business(), await make_business()
    token = await token_of(tenant)
    invited = await do(
        "inviteStaff",
        {"email": "gone@example.com", "roleId": await _role(tenant, "cashier")},
        "link invitation { id }",
        token=token,
    )
    given = {"invitationId": invited["invitation"]["id"]}
    strange = await do("revokeInvitation", given, "invitation { id }", token=await token_of(other))
    assert refusals(strange) == [("NOT_FOUND", ["invitationId"])]
    assert (await do("revokeInvitation", given, "invitation { id }", token=token))["errors"] == []
    accept = {"token": invited["link"].rsplit("/", 1)[1], "name": "X", "password": PASSWORD}
    assert refusals(await do("acceptInvitation", accept, "isNew")) == [("INVITATION_ENDED", ["token"])]


async def test_a_manager_cannot_rise_nor_lift_anybody_above_themselves(db: None) -> None:
    """Given a manager, when they try every way to an owner's permissions, then each is refused and the team stays."""
    tenant = await make_business()
    manager = await make_staff(tenant.program_id, tenant.business_id, role="manager", name="Manu")
    token = await make_token(manager)
    owner_role = await _role(tenant, "owner")
    me = to_global_id("StaffMember", manager.staff_id)
    assert tenant.owner.staff_id
    owner = to_global_id("StaffMember", tenant.owner.staff_id)
    attempts = (
        ("updateStaffMember", {"staffId": me, "roleId": owner_role}),
        ("updateStaffMember", {"staffId": owner, "status": "SUSPENDED"}),
        ("updateStaffMember", {"staffId": owner, "roleId": await _role(tenant, "cashier")}),
        ("inviteStaff", {"email": "friend@example.com", "roleId": owner_role}),
        ("createRole", {"name": "Sly", "permissions": ["program.manage"]}),
        ("updateRole", {"roleId": await _role(tenant, "manager"), "permissions": ["program.manage"]}),
    )
    for mutation, given in attempts:
        done = await do(mutation, given, "", token=token)
        assert [error["code"] for error in done["errors"]] == ["FORBIDDEN"], mutation
    staff = (await identity.staff_of([tenant.business_id]))[tenant.business_id]
    assert sorted((each.name, each.role.key, each.status.value) for each in staff) == [
        ("Asha Rao", "owner", "active"),
        ("Manu", "manager", "active"),
    ]
    assert len(await roles_of(tenant.business_id)) == 4


async def test_a_role_is_made_given_and_edited(db: None) -> None:
    """Given a new role, when given to a cashier and edited, then their viewer shows exactly its permissions."""
    tenant = await make_business()
    token = await token_of(tenant)
    cashier = await make_staff(tenant.program_id, tenant.business_id)
    theirs = await make_token(cashier)
    made = await do(
        "createRole",
        {"name": "Shift lead", "permissions": ["points.read", "points.adjust"]},
        "role { id key permissions isBuiltin }",
        token=token,
    )
    role = made["role"]
    assert (role["key"], role["permissions"]) == ("shift-lead", ["points.adjust", "points.read"])
    changed = await do(
        "updateStaffMember",
        {"staffId": to_global_id("StaffMember", cashier.staff_id), "roleId": role["id"], "name": "Cy"},
        "staffMember { name status hasPin role { name } }",
        token=token,
    )
    assert changed["staffMember"] == {
        "name": "Cy",
        "status": "ACTIVE",
        "hasPin": False,
        "role": {"name": "Shift lead"},
    }
    assert (await ask("{ viewer { permissions } }", token=theirs))["viewer"]["permissions"] == role[
        "permissions"
    ]
    await do("updateRole", {"roleId": role["id"], "permissions": []}, "role { id }", token=token)
    assert (await ask("{ viewer { permissions } }", token=theirs))["viewer"]["permissions"] == []


async def test_a_suspended_cashier_is_out_at_once(db: None) -> None:
    """Given a signed-in cashier, when suspended, then the very next request is refused; the last owner stays."""
    tenant = await make_business()
    owner = await make_staff(tenant.program_id, tenant.business_id, role="owner")
    token = await make_token(owner)
    cashier = await make_staff(tenant.program_id, tenant.business_id)
    theirs = await make_token(cashier)
    given = {"staffId": to_global_id("StaffMember", cashier.staff_id), "status": "SUSPENDED"}
    assert (await do("updateStaffMember", given, "", token=token))["errors"] == []
    with pytest.raises(Unauthenticated):
        await identity.authenticate(theirs)
    assert tenant.owner.staff_id
    first = {"staffId": to_global_id("StaffMember", tenant.owner.staff_id), "status": "SUSPENDED"}
    last = {"staffId": to_global_id("StaffMember", owner.staff_id), "status": "SUSPENDED"}
    assert (await do("updateStaffMember", first, "", token=token))["errors"] == []
    assert refusals(await do("updateStaffMember", last, "", token=token)) == [("LAST_OWNER", [])]


async def test_the_till_is_handed_over_by_pin(db: None) -> None:
    """Given a colleague with a PIN, when the till is handed over, then it is theirs, without what a PIN cannot open."""
    tenant = await make_business()
    manager = await make_staff(tenant.program_id, tenant.business_id, role="manager", name="Manu")
    till = await make_token(await make_staff(tenant.program_id, tenant.business_id, name="Cy"))
    pin = await do("setTillPin", {"pin": "4821"}, "staffMember { hasPin }", token=await make_token(manager))
    assert pin == {"staffMember": {"hasPin": True}, "errors": []}
    listed = (await ask("{ tillStaff { staffId name } }", token=till))["tillStaff"]
    me = to_global_id("StaffMember", manager.staff_id)
    assert listed == [{"staffId": me, "name": "Manu"}]
    wanted = "tokens { accessToken } viewer { permissions staff { name } }"
    wrong = await do("switchTillStaff", {"staffId": me, "pin": "0000"}, wanted, token=till)
    assert refusals(wrong) == [("WRONG_PIN", ["pin"])]
    assert wrong["errors"][0]["params"] == {"triesLeft": 4}
    done = await do("switchTillStaff", {"staffId": me, "pin": "4821"}, wanted, token=till)
    assert done["viewer"]["staff"] == {"name": "Manu"}
    assert "purchases.record" in done["viewer"]["permissions"]
    assert "staff.manage" not in done["viewer"]["permissions"]
    theirs = done["tokens"]["accessToken"]
    assert refusals(await do("setTillPin", {"pin": "1111"}, "", token=theirs)) == [("FORBIDDEN", [])]
    query = 'mutation { inviteStaff(input: {email: "a@example.com", roleId: "x"}) { errors { code } } }'
    assert codes(await answer(query, token=theirs)) == ["FORBIDDEN"]


async def test_the_audit_log_is_paged_filtered_and_ones_own(db: None) -> None:
    """Given acts of two businesses, when the owner reads in pages and by filter, then only the own ones come."""
    tenant, other = await make_business(), await make_business()
    owner = await make_staff(tenant.program_id, tenant.business_id, role="owner", name="Olga")
    token = await make_token(owner)
    for business, name in ((tenant, "Mine"), (other, "Theirs")):
        await identity.create_role(
            owner.actor if business is tenant else business.owner,
            business.business_id,
            name=name,
            permissions=["points.read"],
            granting=identity.ALL_PERMISSIONS,
        )
    query = """query($action: String, $actor: ID, $first: Int, $after: String, $from: DateTime) {
      auditLog(action: $action, actorId: $actor, first: $first, after: $after, from: $from) {
        totalCount pageInfo { hasNextPage endCursor }
        nodes { action actorName actorKind targetType targetId before after } } }"""
    found = (await ask(query, {"action": "identity.role_created"}, token=token))["auditLog"]
    assert found["totalCount"] == 1
    (entry,) = found["nodes"]
    assert (entry["actorName"], entry["actorKind"], entry["targetType"]) == ("Olga", "staff", "Role")
    assert entry["after"] == {"name": "Mine", "permissions": ["points.read"]}
    assert (await ask("query($id: ID!) { node(id: $id) { id } }", {"id": entry["targetId"]}, token=token))[
        "node"
    ]
    first = (await ask(query, {"first": 1}, token=token))["auditLog"]
    assert (first["pageInfo"]["hasNextPage"], first["nodes"][0]["action"]) == (True, "identity.role_created")
    rest = (await ask(query, {"after": first["pageInfo"]["endCursor"]}, token=token))["auditLog"]
    assert {each["action"] for each in rest["nodes"]} == {"businesses.created", "businesses.store_created"}
    for actor, count in ((owner.staff_id, 1), (uuid4(), 0)):
        by = await ask(query, {"actor": to_global_id("StaffMember", actor)}, token=token)
        assert by["auditLog"]["totalCount"] == count
    assert (await ask(query, {"from": "2999-01-01T00:00:00Z"}, token=token))["auditLog"]["nodes"] == []


async def test_every_object_of_the_team_is_found_again_by_its_id(db: None) -> None:
    """Given one's own objects, when asked for by id, then each is found; another owner finds none of them."""
    tenant = await make_business()
    me = await make_staff(tenant.program_id, tenant.business_id, role="owner")
    opened = await sign_in(me)
    stranger = await token_of(await make_business())
    for kind, key in (await _team(tenant, me, opened)).items():
        variables = {"id": to_global_id(kind, key)}
        query = "query($id: ID!) { node(id: $id) { __typename } }"
        assert await ask(query, variables, token=opened.tokens.access_token) == {"node": {"__typename": kind}}
        assert await ask(query, variables, token=stranger) == {"node": None}


async def _team(tenant: Tenant, me: Staff, opened: identity.SignedIn) -> dict[str, UUID]:
    role = await identity.role_by_key(tenant.business_id, "cashier")
    invited = await identity.invite_staff(
        me.actor,
        tenant.business_id,
        email="node@example.com",
        role_id=role.id,
        granting=identity.ALL_PERMISSIONS,
    )
    key = await make_api_key(tenant.business_id, "points.read")
    (entry, *_) = (await identity.audit_log(tenant.business_id, identity.AuditFilter())).items
    assert opened.principal.session_id
    return {
        "User": me.user_id,
        "Session": opened.principal.session_id,
        "Role": role.id,
        "StaffMember": me.staff_id,
        "Invitation": invited.invitation.id,
        "ApiKey": key.api_key.id,
        "AuditEntry": entry.id,
    }
