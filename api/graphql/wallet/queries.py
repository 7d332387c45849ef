"""Reads of cards, and of the keys that read them."""

from typing import Annotated

import strawberry

from api import wallet
from api.graphql.base import Info, customer, one, query, requires
from api.graphql.wallet.types import OWN, Card, ProgramKey

WHICH = Annotated[strawberry.ID, strawberry.argument(description="Which card.")]


@strawberry.type
class Queries:
    """Fields of Query."""

    card: Card | None = one(
        "One of the caller's own cards; null where there is none.",
        f"self.pk = :id AND {OWN}",
        scoped=False,
        args={"id": WHICH},
        ids={"id": "Card"},
        guard=customer(),
    )

    @query(
        requires("purchases.record"),
        description="The keys with which a till reads cards of the program without a net; fetch them while online.",
    )
    async def program_keys(self, info: Info) -> list[ProgramKey]:
        """Of one's own program."""
        keys = await wallet.keys_of(info.context.viewer.the_program())
        return [ProgramKey(key_id=key.key_id, public_key=key.point) for key in keys]
