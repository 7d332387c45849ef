"""Reads of callers."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import strawberry

from api import identity
from api.core.ids import BadId, from_global_id, to_global_id
from api.graphql.base import After, Connection, First, Info, public, query, requires, staff
from api.graphql.identity import nodes as nodes  # registers how node(id:) finds them
from api.graphql.identity.types import (
    AuditEntry,
    Permission,
    TillStaff,
    Viewer,
    show_audit_entry,
    viewer_type,
)

ACTORS = frozenset({"User", "ApiKey", "StaffMember"})


@strawberry.type
class Queries:
    """Fields of Query."""

    @query(public(), description="Who is asking; null where nobody is signed in.")
    async def viewer(self, info: Info) -> Viewer | None:
        """The caller of this request."""
        caller = info.context.viewer
        if caller.is_anonymous:
            return None
        return viewer_type(
            is_customer=caller.person_id is not None,
            permissions=caller.permissions,
            user_id=None if caller.is_api_key else caller.id,
            person_id=caller.person_id,
            staff_id=caller.actor().staff_id,
            session_id=caller.session_id,
        )

    @query(staff(), description="Every permission that a role or an API key may hold, in alphabetical order.")
    async def permissions(self) -> list[Permission]:
        """The catalogue."""
        return [
            Permission(name=name, description=about) for name, about in sorted(identity.PERMISSIONS.items())
        ]

    @query(staff(), description="Colleagues with a PIN, who can take over this till, by name.")
    async def till_staff(self, info: Info) -> list[TillStaff]:
        """Of one's own business."""
        mine = info.context.viewer.the_business()
        found = (await identity.staff_of([mine])).get(mine, [])
        return [
            TillStaff(staff_id=strawberry.ID(to_global_id("StaffMember", each.id)), name=each.name)
            for each in found
            if each.has_pin and each.status is identity.StaffStatus.ACTIVE
        ]

    @query(requires("audit.read"), description="Who did what in the caller's business, the newest first.")
    async def audit_log(
        self,
        info: Info,
        action: Annotated[
            str | None,
            strawberry.argument(
                description="One action, like identity.staff_invited, or a domain, like identity."
            ),
        ] = None,
        actor_id: Annotated[
            strawberry.ID | None,
            strawberry.argument(description="Only acts of this staff member, user or API key."),
        ] = None,
        from_: Annotated[
            datetime | None, strawberry.argument(name="from", description="Not before this moment.")
        ] = None,
        to: Annotated[datetime | None, strawberry.argument(description="Before this moment.")] = None,
        first: First = None,
        after: After = None,
    ) -> Connection[AuditEntry]:
        """Of one's own business."""
        business = info.context.viewer.the_business()
        only = identity.AuditFilter(action, await _actor(business, actor_id), from_, to)
        page = await identity.audit_log(business, only, first=first, after=after)
        return Connection.of(
            page, show_audit_entry, after=after, count=lambda: identity.count_audit_log(business, only)
        )


async def _actor(business: UUID, text: str | None) -> UUID | None:
    """The id under which that caller's acts are kept: for staff it is their user's."""
    if text is None:
        return None
    kind, key = from_global_id(text)
    if kind not in ACTORS:
        raise BadId("An actor is a StaffMember, a User or an ApiKey.", path=("actorId",))
    if kind != "StaffMember":
        return key
    found = (await identity.staff_by_id([key])).get(key)
    return found.user_id if found is not None and found.business_id == business else key
