"""Messages as their readers see them."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, cast

import strawberry

from api import notifications
from api.graphql.base import JSON, Node, column, customer, one, reads, resolver

if TYPE_CHECKING:
    from api.graphql.businesses.types import PublicBusiness
    from api.graphql.wallet.types import Card

BUSINESSES = strawberry.lazy("api.graphql.businesses.types")
WALLET = strawberry.lazy("api.graphql.wallet.types")
LANGUAGE = Annotated[str | None, strawberry.argument(description="In which language, like de; English else.")]


@reads(notifications.MESSAGES, node="self.owner_pk = viewer.person_id", guard=customer(), scoped=False)
@strawberry.type(description="Something said to the holder of a card.")
class Message(Node):
    """A message."""

    kind: str = column("What it is about, like points_expiring. New kinds may come: show `title` then.")
    params: JSON = column("What its text is made of: an object of names and values.")
    link: str = column("The path of the app where it leads; empty for nowhere.")
    created_at: datetime = column("When it was said.")
    expires_at: datetime | None = column("When it is no news any more and vanishes; null for after 90 days.")
    read_at: datetime | None = column("When it was read; null while it is new.")
    card: Annotated["Card", WALLET] = one("The card that it concerns.", "self.pk = parent.membership_pk")
    business: Annotated["PublicBusiness", BUSINESSES] | None = one(
        "Who says it; null for the program itself.", "self.pk = parent.business_pk"
    )

    @resolver("The message in a few words, for apps that make no text of their own from `kind` and `params`.")
    def title(self, language: LANGUAGE = None) -> str:
        """In that language."""
        return self._text(language).title

    @resolver("The sentence below the title.")
    def body(self, language: LANGUAGE = None) -> str:
        """In that language."""
        return self._text(language).body.strip()

    def _text(self, language: str | None) -> notifications.Text:
        params = cast("Mapping[str, object]", self.params)
        return notifications.text_of(self.kind, params, language or "")
