"""Movements of points over several cards: pages of each laid into one another."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter

import strawberry

from api import customers, ledger
from api.core.errors import NotFound
from api.core.ids import key_of
from api.core.paging import Page, page_size


@dataclass(frozen=True, slots=True)
class Activity:
    """The movements of some cards."""

    cards: Sequence[customers.Member]

    async def page(self, first: int | None, after: str | None) -> Page[ledger.TransactionInfo]:
        """Newest first. Every card's pages have cursors of one kind, so that one cursor serves them all."""
        size = page_size(first)
        pages = await asyncio.gather(
            *(
                ledger.transactions_of(
                    card.program_id, membership_id=card.membership_id, first=size, after=after
                )
                for card in self.cards
            )
        )
        merged = sorted(
            (
                (item.occurred_at, item.id, item, cursor)
                for page in pages
                for item, cursor in zip(page.items, page.cursors, strict=True)
            ),
            key=itemgetter(0, 1),
            reverse=True,
        )
        has_next = len(merged) > size or any(page.has_next for page in pages)
        kept = merged[:size]
        return Page([row[2] for row in kept], [row[3] for row in kept], has_next)

    async def count(self) -> int:
        """How many there are."""
        counts = await asyncio.gather(
            *(
                ledger.count_transactions(card.program_id, membership_id=card.membership_id)
                for card in self.cards
            )
        )
        return sum(counts)


def activity_of(cards: Sequence[customers.Member], card_id: strawberry.ID | None) -> Activity:
    """The movements of all cards, or of one of them. Refuses a card that is not among them with NOT_FOUND."""
    if card_id is None:
        return Activity(cards)
    wanted = key_of(card_id, "Card", path=("cardId",))
    chosen = [card for card in cards if card.membership_id == wanted]
    if not chosen:
        raise NotFound("You have no such card.", path=("cardId",))
    return Activity(chosen)
