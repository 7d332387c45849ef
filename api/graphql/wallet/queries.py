"""Reads of cards, and of the keys that read them."""

from collections.abc import Mapping, Sequence
from typing import Annotated
from uuid import UUID

import strawberry

from api import wallet
from api.core.ids import key_of
from api.graphql.base import Info, customer, query, reads_nodes, requires
from api.graphql.wallet.types import Card, ProgramKey, own_card


@strawberry.type
class Queries:
    """Fields of Query."""

    @query(customer(), description="One of the caller's own cards; null where there is none.")
    async def card(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="Which card.")]
    ) -> Card | None:
        """One's own."""
        return await own_card(info, key_of(id, "Card", path=("id",)))

    @query(
        requires("purchases.record"),
        description="The keys with which a till reads cards of the program without a net; fetch them while online.",
    )
    async def program_keys(self, info: Info) -> list[ProgramKey]:
        """Of one's own program."""
        keys = await wallet.keys_of(info.context.viewer.the_program())
        return [ProgramKey(key_id=key.key_id, public_key=key.point) for key in keys]


@reads_nodes(Card, customer())
async def read_cards(info: Info, keys: Sequence[UUID]) -> Mapping[UUID, Card]:
    """One's own cards."""
    found = {key: await own_card(info, key) for key in keys}
    return {key: card for key, card in found.items() if card is not None}
