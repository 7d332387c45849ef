"""Reads of tenants."""

from typing import Annotated

import strawberry

from api.graphql.base import Connection, one, pages, requires, staff
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
