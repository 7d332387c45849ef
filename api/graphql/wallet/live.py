"""The card as it changes."""

from collections.abc import AsyncIterator
from typing import Annotated

import strawberry

from api.core.errors import NotFound
from api.core.ids import key_of
from api.graphql.base import Info, customer, live, subscription
from api.graphql.wallet.types import Card, own_card


@strawberry.type
class Subscriptions:
    """Fields of Subscription."""

    @subscription(customer(), description="One of the caller's own cards now, and again whenever it changes.")
    async def card_changed(
        self, info: Info, card_id: Annotated[strawberry.ID, strawberry.argument(description="Which card.")]
    ) -> AsyncIterator[Card]:
        """One's own."""
        key = key_of(card_id, "Card", path=("cardId",))

        async def read() -> Card:
            found = await own_card(info, key)
            if found is None:
                raise NotFound("There is no such card.", path=("cardId",))
            return found

        async for card in live(info, [f"card:{key}"], read):
            yield card
