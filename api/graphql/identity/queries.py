"""Reads of callers."""

from datetime import datetime
from typing import Annotated, cast
from uuid import UUID

import strawberry

from api import identity
from api.core.ids import BadId, from_global_id
from api.graphql.base import (
    Coerced,
    Connection,
    Info,
    alone,
    many,
    pages,
    public,
    query,
    read_all,
    requires,
    staff,
)
from api.graphql.identity.types import AuditEntry, Permission, TillStaff, Viewer

ACTORS = frozenset({"User", "ApiKey", "StaffMember"})


async def acts_of(info: Info, given: Coerced) -> Connection[AuditEntry]:
    """The log of one caller: which key stands for them depends on what they are."""
    business = info.context.viewer.the_business()
    actor = await _actor(business, given["actorId"])
    only = identity.AuditFilter(given.get("action"), actor, given.get("from"), given.get("to"))
    page = await identity.audit_log(business, only, first=given.get("first"), after=given.get("after"))
    shown = await read_all(info, "AuditEntry", [each.id for each in page.items])
    return Connection[AuditEntry].of(
        page,
        lambda each: cast(AuditEntry, shown[each.id]),
        after=given.get("after"),
        count=lambda: identity.count_audit_log(business, only),
    )


async def _actor(business: UUID, text: str) -> UUID:
    """The id under which that caller's acts are kept: for staff it is their user's."""
    kind, key = from_global_id(text)
    if kind not in ACTORS:
        raise BadId("An actor is a StaffMember, a User or an ApiKey.", path=("actorId",))
    if kind != "StaffMember":
        return key
    found = (await identity.staff_by_id([key])).get(key)
    return found.user_id or key if found is not None and found.business_id == business else key


@strawberry.type
class Queries:
    """Fields of Query."""

    viewer: Viewer | None = alone(
        public(),
        "Who is asking; null where nobody is signed in.",
        Viewer,
        when=lambda viewer: not viewer.is_anonymous,
    )

    @query(staff(), description="Every permission that a role or an API key may hold, in alphabetical order.")
    async def permissions(self) -> list[Permission]:
        """The catalogue."""
        return [
            Permission(name=name, description=about) for name, about in sorted(identity.PERMISSIONS.items())
        ]

    till_staff: list[TillStaff] = many(
        "Colleagues with a PIN, who can take over this till, by name.",
        "self.has_pin AND self.status = 'active'",
        order="name, pk",
        guard=staff(),
    )
    audit_log: Connection[AuditEntry] = pages(
        "Who did what in the caller's business, the newest first.",
        order="created_at desc, pk desc",
        args={
            "action": Annotated[
                str | None,
                strawberry.argument(
                    description="One action, like identity.staff_invited, or a domain, like identity."
                ),
            ],
            "actor_id": Annotated[
                strawberry.ID | None,
                strawberry.argument(description="Only acts of this staff member, user or API key."),
            ],
            "from_": Annotated[
                datetime | None, strawberry.argument(name="from", description="Not before this moment.")
            ],
            "to": Annotated[datetime | None, strawberry.argument(description="Before this moment.")],
        },
        filters={
            "action": "self.action = btrim(:action) OR starts_with(self.action, btrim(:action) || '.')",
            "from": "self.created_at >= :from",
            "to": "self.created_at < :to",
        },
        unless=("actorId",),
        otherwise=acts_of,
        guard=requires("audit.read"),
    )
