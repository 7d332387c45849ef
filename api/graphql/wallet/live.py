"""The card as it changes."""

from collections.abc import AsyncIterator
from typing import Annotated

import strawberry

from api.graphql.base import customer, watched
from api.graphql.wallet.types import OWN, Card


@strawberry.type
class Subscriptions:
    """Fields of Subscription."""

    card_changed: AsyncIterator[Card] = watched(
        customer(),
        "One of the caller's own cards now, and again whenever it changes.",
        f"self.pk = :cardId AND {OWN}",
        topic="card:{cardId}",
        missing="There is no such card.",
        args={"card_id": Annotated[strawberry.ID, strawberry.argument(description="Which card.")]},
        ids={"cardId": "Card"},
        scoped=False,
    )
