"""A store's sales as they happen."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Annotated

import strawberry

from api import businesses
from api.graphql.base import one, reads, watched
from api.graphql.purchases.types import READERS, Purchase

if TYPE_CHECKING:
    from api.graphql.businesses.types import Store

BUSINESSES = strawberry.lazy("api.graphql.businesses.types")


@reads(businesses.STORES)
@strawberry.type(description="A store now, with its newest sale.")
class StoreActivity:
    """A moment at a store."""

    store: Annotated["Store", BUSINESSES] = one(
        "The store; ask for `today` to see its numbers.", "self.pk = parent.pk"
    )
    latest: Purchase | None = one(
        "Its newest sale; null where there was none.",
        "self.store_pk = parent.pk",
        order="occurred_at desc, pk desc",
    )


@strawberry.type
class Subscriptions:
    """Fields of Subscription."""

    store_activity: AsyncIterator[StoreActivity] = watched(
        READERS,
        "A store now, and again after every sale, return and posting there.",
        "self.pk = :storeId",
        topic="store:{storeId}",
        missing="There is no such store.",
        args={"store_id": Annotated[strawberry.ID, strawberry.argument(description="Which store.")]},
        ids={"storeId": "Store"},
    )
