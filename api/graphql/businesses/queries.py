"""Reads of tenants."""

import base64
from typing import Annotated

import strawberry

from api import businesses
from api.graphql.base import Connection, Info, RateLimit, one, pages, query, requires, staff
from api.graphql.businesses.partners import INVITE, PartnerInvitation, PartnerQueries
from api.graphql.businesses.types import MINE, Business, Store

WHICH = Annotated[strawberry.ID, strawberry.argument(description="Which store.")]


@strawberry.type
class Queries(PartnerQueries):
    """Fields of Query."""

    business: Business | None = one("The business that the caller works in.", MINE, guard=staff())
    store: Store | None = one(
        "A store of the caller's business; null where there is none.",
        "self.pk = :id",
        args={"id": WHICH},
        ids={"id": "Store"},
        guard=requires("stores.read"),
    )
    partner_invitations: Connection[PartnerInvitation] = pages(
        "Invitations to the program that the caller's business sent, the newest first.",
        order="created_at desc, pk desc",
        guard=INVITE,
    )

    @query(staff(), description="The link by which a customer takes the card of the caller's business.")
    async def join_link(self, info: Info) -> str:
        """As on the poster."""
        return businesses.join_link(info.context.viewer.the_business())

    @query(
        staff(),
        description="A poster for the counter with a QR code of `joinLink`: one sheet of A4 as PDF in base64.",
        cost=200,
        limit=RateLimit("join-poster", "60/minute"),
    )
    async def join_poster_pdf(self, info: Info) -> str:
        """In the business's colours and the program's language."""
        return base64.b64encode(await businesses.join_poster(info.context.viewer.the_business())).decode()
