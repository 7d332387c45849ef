"""Members and children for payloads and for what one statement cannot find, as the caller sees them now."""

import asyncio
from typing import Any, cast
from uuid import UUID

from api import customers
from api.core.ids import key_of
from api.graphql.base import Connection, Info
from api.graphql.base.plan.declare import Coerced, One
from api.graphql.base.plan.resolve import NO_ARGUMENTS, find
from api.graphql.customers.types import Customer, Kid

ANYBODY = One("")
OWN_KID = One("self.owner_pk = viewer.person_id", customers.OWN_KIDS)
KNOWN_KID = One("")


async def read_member(info: Info, key: UUID | None) -> Customer | None:
    """The member of that key, also one whom the caller's business has not met."""
    return (
        None if key is None else cast("Customer | None", await find(info.context, "Customer", ANYBODY, key))
    )


async def read_kid(info: Info, key: UUID) -> Kid | None:
    """The child as its guardian sees it, or as the caller's business knows it."""
    relation = KNOWN_KID if info.context.viewer.person_id is None else OWN_KID
    return cast("Kid | None", await find(info.context, "Kid", relation, key))


async def found_customers(info: Info, given: Coerced) -> Connection[Customer]:
    """The list where it is searched: in stages, by how rare each word is."""
    viewer = info.context.viewer
    tenant = viewer.the_program(), viewer.the_business()
    search, narrowed = given["search"], _filter(given.get("filter") or NO_ARGUMENTS)
    page = await customers.list_members(
        *tenant,
        search=search,
        narrowed=narrowed,
        sort=customers.MemberSort[given["sort"].name if given.get("sort") else "NEWEST"],
        first=given.get("first"),
        after=given.get("after"),
    )
    keys = [each.membership_id for each in page.items]
    shown = dict(zip(keys, await asyncio.gather(*(read_member(info, key) for key in keys)), strict=True))
    return Connection[Customer].of(
        page,
        lambda each: cast(Customer, shown[each.membership_id]),
        after=given.get("after"),
        count=lambda: customers.count_members(*tenant, search=search, narrowed=narrowed),
    )


def _filter(given: Coerced) -> customers.MemberFilter:
    tag: Any = given.get("tagId")
    status: Any = given.get("status")
    return customers.MemberFilter(
        tag_id=None if tag is None else key_of(tag, "Tag", path=("filter", "tagId")),
        status=None if status is None else customers.MemberStatus[status.name],
        last_visit_before=given.get("lastVisitBefore"),
        last_visit_after=given.get("lastVisitAfter"),
        min_spent_minor=given.get("minSpentMinorUnits"),
        has_kids=given.get("hasKids"),
    )
