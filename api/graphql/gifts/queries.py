"""Reads of gifts."""

from typing import Annotated

import strawberry

from api import gifts
from api.core.ids import key_of
from api.graphql.base import Info, customer, one, query, staff
from api.graphql.gifts.types import GiftRules, GiftTerms, show_terms


@strawberry.type
class Queries:
    """Fields of Query."""

    gift_rules: GiftRules | None = one(
        "What gifts between members the caller's program allows.", "true", guard=staff()
    )

    @query(customer(), description="What one's own card may give now.")
    async def gift_terms(
        self,
        info: Info,
        card_id: Annotated[strawberry.ID, strawberry.argument(description="Which card.")],
    ) -> GiftTerms:
        """Of one's own card."""
        card = key_of(card_id, "Card", path=("cardId",))
        return show_terms(await gifts.terms_of(info.context.viewer.the_person(), card))
