"""Reads of tenants."""

from typing import Annotated

import strawberry

from api import businesses
from api.core.ids import key_of
from api.graphql.base import Info, query, requires, staff
from api.graphql.businesses import nodes as nodes  # registers how node(id:) finds them
from api.graphql.businesses.types import Business, Store, show_business, show_store


@strawberry.type
class Queries:
    """Fields of Query."""

    @query(staff(), description="The business that the caller works in.")
    async def business(self, info: Info) -> Business | None:
        """One's own business."""
        mine = info.context.viewer.the_business()
        found = (await businesses.businesses_by_id([mine])).get(mine)
        return None if found is None else show_business(found)

    @query(requires("stores.read"), description="A store of the caller's business; null where there is none.")
    async def store(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="Which store.")]
    ) -> Store | None:
        """One's own store."""
        found = await own_store(info, id, path=("id",))
        return None if found is None else show_store(found)


async def own_store(info: Info, text: str, *, path: tuple[str, ...]) -> businesses.StoreInfo | None:
    """The store of an id, where it is of the viewer's business."""
    key = key_of(text, "Store", path=path)
    found = (await businesses.stores_by_id([key])).get(key)
    return found if found is not None and found.business_id == info.context.viewer.the_business() else None
