"""Members and children for payloads and for what one statement cannot find, as the caller sees them now."""

import asyncio
from typing import cast
from uuid import UUID

from api import customers, directory
from api.graphql.base import Connection, Info
from api.graphql.base.plan.declare import Coerced, One
from api.graphql.base.plan.resolve import NO_ARGUMENTS, find
from api.graphql.customers.filters import filter_of
from api.graphql.customers.types import Customer, Kid

COUNTED = 10_000
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
    search, narrowed = given["search"], filter_of(given.get("filter") or NO_ARGUMENTS)
    page = await directory.find(
        *tenant,
        search=search,
        narrowed=narrowed,
        sort=directory.Sort[given["sort"].name if given.get("sort") else "NEWEST"],
        first=given.get("first"),
        after=given.get("after"),
    )
    shown = dict(
        zip(page.items, await asyncio.gather(*(read_member(info, key) for key in page.items)), strict=True)
    )

    async def counted() -> int:
        return min((await directory.count(*tenant, search=search, narrowed=narrowed)).count, COUNTED)

    return Connection[Customer].of(
        page, lambda key: cast(Customer, shown[key]), after=given.get("after"), count=counted
    )
