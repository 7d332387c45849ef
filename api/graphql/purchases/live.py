"""A store's sales as they happen."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from api import businesses
from api.core.errors import NotFound
from api.core.ids import key_of
from api.graphql import loaders
from api.graphql.base import Info, field, live, requires, show, subscription
from api.graphql.purchases.types import Purchase, show_purchase

if TYPE_CHECKING:
    from api.graphql.businesses.types import Store

BUSINESSES = strawberry.lazy("api.graphql.businesses.types")


@strawberry.type(description="A store now, with its newest sale.")
class StoreActivity:
    """A moment at a store."""

    store: Annotated["Store", BUSINESSES] = field("The store; ask for `today` to see its numbers.")
    latest: Purchase | None = field("Its newest sale; null where there was none.")


@strawberry.type
class Subscriptions:
    """Fields of Subscription."""

    @subscription(
        requires("purchases.read"),
        description="A store now, and again after every sale, return and posting there.",
    )
    async def store_activity(
        self, info: Info, store_id: Annotated[strawberry.ID, strawberry.argument(description="Which store.")]
    ) -> AsyncIterator[StoreActivity]:
        """A store of one's own business."""
        key = key_of(store_id, "Store", path=("storeId",))
        mine = info.context.viewer.the_business()

        async def read() -> StoreActivity:
            return await _activity(info, mine, key)

        async for activity in live(info, [f"store:{key}"], read):
            yield activity


async def _activity(info: Info, business_id: UUID, store_id: UUID) -> StoreActivity:
    record: businesses.StoreInfo | None = await loaders.stores.load(info, store_id)
    if record is None or record.business_id != business_id:
        raise NotFound("There is no such store.", path=("storeId",))
    latest = await loaders.latest_purchase.load(info, store_id)
    return StoreActivity(store=show("Store", record), latest=show_purchase(latest) if latest else None)
