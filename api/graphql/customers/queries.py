"""Reads of members, each within the caller's own business; and of oneself."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

import strawberry

from api import businesses, customers
from api.core.phone import normalise_phone
from api.graphql.base import (
    Connection,
    Info,
    Points,
    RateLimit,
    customer,
    either,
    field,
    many,
    one,
    pages,
    query,
    reads_nodes,
    requires,
)
from api.graphql.customers.enums import CustomerSort, CustomerStatus
from api.graphql.customers.found import found_customers, read_kid, read_member
from api.graphql.customers.merging import MergeQueries
from api.graphql.customers.tenant import the_tenant
from api.graphql.customers.types import Customer, Kid, Tag

SEARCH = Annotated[
    str | None,
    strawberry.argument(
        description="Beginnings of words of name or e-mail, of the phone or card number, or the phone's last "
        "four digits and more; all words must be found."
    ),
]
WHICH = Annotated[strawberry.ID, strawberry.argument(description="Which customer.")]
ORDERS = {
    "NEWEST": "met_at desc, pk desc",
    "NAME": "name_key, pk",
    "LAST_VISIT": "visited_at desc, pk desc",
    "SPENT": "spent_key desc, pk desc",
}
"""Every kind of list, over an index of the profiles."""


@strawberry.input(description="Narrows the list of customers; what is left out does not narrow.")
class CustomerFilter:
    """A filter."""

    tag_id: strawberry.ID | None = field("With this label.", default=None)
    status: CustomerStatus | None = field("With this status.", default=None)
    last_visit_before: datetime | None = field("Last here before this moment, or never.", default=None)
    last_visit_after: datetime | None = field("Last here at this moment or later.", default=None)
    min_spent_minor_units: Points | None = field(
        "Spent at least this much, in the smallest unit of the program's currency.", default=None
    )
    has_kids: bool | None = field("With (true) or without children.", default=None)


@strawberry.type
class Queries(MergeQueries):
    """Fields of Query."""

    customers: Connection[Customer] = pages(
        "Customers of the business: searched, narrowed, sorted. The total is counted up to 10,000.",
        "self.is_met",
        orders={"sort": ORDERS},
        args={
            "search": SEARCH,
            "filter": Annotated[CustomerFilter | None, strawberry.argument(description="Narrows the list.")],
            "sort": Annotated[
                CustomerSort | None, strawberry.argument(description="The order; NEWEST when left out.")
            ],
        },
        ids={"filter.tagId": "Tag"},
        filters={
            "filter.tagId": "EXISTS (SELECT 1 FROM read.member_tag link WHERE link.program_id = self.program_id "
            "AND link.business_id = self.business_id AND link.membership_pk = self.pk AND link.pk = :filter.tagId)",
            "filter.status": "self.status = :filter.status",
            "filter.lastVisitBefore": "self.visited_at < :filter.lastVisitBefore",
            "filter.lastVisitAfter": "self.visited_at >= :filter.lastVisitAfter",
            "filter.minSpentMinorUnits": "self.spent_minor >= :filter.minSpentMinorUnits",
            "filter.hasKids": "EXISTS (SELECT 1 FROM read.kid child WHERE child.program_id = self.program_id "
            "AND child.business_id = self.business_id AND child.membership_pk = self.pk) = :filter.hasKids",
        },
        count_limit=10_000,
        unless=("search",),
        otherwise=found_customers,
        guard=requires("customers.read"),
    )
    customer: Customer | None = one(
        "One customer of the business; null where there is none.",
        "self.pk = :id AND self.is_met",
        args={"id": WHICH},
        ids={"id": "Customer"},
        guard=requires("customers.read"),
    )
    tags: list[Tag] = many(
        "All labels that the business gives its customers, by name.",
        "true",
        order="sort_name, pk",
        guard=requires("customers.read"),
    )

    @query(
        requires("customers.read"),
        description="Who holds this number in the program; null where nobody does. Somebody whom only a partner of the "
        "program knows is shown with card and first name alone, until they are enrolled or buy here.",
        limit=RateLimit("customer-by-phone", "120/minute"),
    )
    async def customer_by_phone(
        self,
        info: Info,
        phone: Annotated[
            str,
            strawberry.argument(
                description="With country code, or as it is written in the program's country."
            ),
        ],
    ) -> Customer | None:
        """The exact number, nothing like it."""
        program_id, business_id = the_tenant(info)
        region = None if phone.strip().startswith("+") else (await businesses.rules_for(program_id)).region
        found = await customers.member_by_phone(program_id, business_id, normalise_phone(phone, region))
        return None if found is None else await read_member(info, found.membership_id)


@reads_nodes(Kid, either(customer(), requires("kids.read")))
async def read_kids(info: Info, keys: Sequence[UUID]) -> Mapping[UUID, Kid]:
    """One's own, or those that one's own business knows."""
    return {key: kid for key in keys if (kid := await read_kid(info, key)) is not None}
