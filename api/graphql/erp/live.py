"""The sync as it goes on."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Annotated

import strawberry

from api import businesses
from api.graphql.base import one, reads, watched
from api.graphql.erp.types import READERS

if TYPE_CHECKING:
    from api.graphql.businesses.types import Business

BUSINESSES = strawberry.lazy("api.graphql.businesses.types")


@reads(businesses.BUSINESSES)
@strawberry.type(description="The sync of a business now.")
class ErpActivity:
    """A moment."""

    business: Annotated["Business", BUSINESSES] = one(
        "The business; ask for `erpConnections` and `erpConflicts` to see how all stands.",
        "self.pk = parent.pk",
    )


@strawberry.type
class Subscriptions:
    """Fields of Subscription."""

    erp_changed: AsyncIterator[ErpActivity] = watched(
        READERS,
        "The sync now, and again whenever a stream came further, stopped or was changed by hand.",
        "self.pk = :businessId AND self.pk = viewer.business_id",
        topic="erp:{businessId}",
        missing="There is no such business.",
        args={
            "business_id": Annotated[strawberry.ID, strawberry.argument(description="One's own business.")]
        },
        ids={"businessId": "Business"},
    )
