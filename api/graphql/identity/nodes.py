"""How `node(id:)` finds callers: one's own, or those of one's own business."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, TypeVar
from uuid import UUID

from api import identity
from api.graphql.base import Info, reads_nodes, requires, signed_in
from api.graphql.identity.types import (
    ApiKey,
    AuditEntry,
    Invitation,
    Role,
    Session,
    StaffMember,
    User,
    show_api_key,
    show_audit_entry,
    show_invitation,
    show_role,
    show_session,
    show_staff_member,
    show_user,
)


class _OfBusiness(Protocol):
    @property
    def business_id(self) -> UUID: ...


R = TypeVar("R", bound=_OfBusiness)
T = TypeVar("T")


def _own(info: Info, found: Mapping[UUID, R], show: Callable[[R], T]) -> Mapping[UUID, T]:
    mine = info.context.viewer.the_business()
    return {key: show(each) for key, each in found.items() if each.business_id == mine}


@reads_nodes(User, signed_in())
async def read_users(info: Info, keys: Sequence[UUID]) -> Mapping[UUID, User]:
    """Oneself alone."""
    found = await identity.users_by_id(key for key in keys if key == info.context.viewer.id)
    return {key: show_user(each) for key, each in found.items()}


@reads_nodes(Session, signed_in())
async def read_sessions(info: Info, keys: Sequence[UUID]) -> Mapping[UUID, Session]:
    """One's own."""
    viewer = info.context.viewer
    mine = viewer.the_user()
    found = (await identity.sessions_of([mine])).get(mine, [])
    return {each.id: show_session(each, viewer.session_id) for each in found if each.id in keys}


@reads_nodes(Role, requires("staff.read"))
async def read_roles(info: Info, keys: Sequence[UUID]) -> Mapping[UUID, Role]:
    """Those of one's own business."""
    return _own(info, await identity.roles_by_id(keys), show_role)


@reads_nodes(StaffMember, requires("staff.read"))
async def read_staff(info: Info, keys: Sequence[UUID]) -> Mapping[UUID, StaffMember]:
    """Those of one's own business."""
    return _own(info, await identity.staff_by_id(keys), show_staff_member)


@reads_nodes(Invitation, requires("staff.manage"))
async def read_invitations(info: Info, keys: Sequence[UUID]) -> Mapping[UUID, Invitation]:
    """Those of one's own business."""
    return _own(info, await identity.invitations_by_id(keys), show_invitation)


@reads_nodes(ApiKey, requires("api_keys.manage"))
async def read_api_keys(info: Info, keys: Sequence[UUID]) -> Mapping[UUID, ApiKey]:
    """Those of one's own business."""
    return _own(info, await identity.api_keys_by_id(keys), show_api_key)


@reads_nodes(AuditEntry, requires("audit.read"))
async def read_audit_entries(info: Info, keys: Sequence[UUID]) -> Mapping[UUID, AuditEntry]:
    """Those of one's own business."""
    found = await identity.audit_entries_by_id(info.context.viewer.the_business(), keys)
    return {key: show_audit_entry(each) for key, each in found.items()}
