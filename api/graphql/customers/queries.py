"""Reads of members, each within the caller's own business; and of oneself."""

from collections.abc import Mapping, Sequence
from typing import Annotated
from uuid import UUID

import strawberry

from api import businesses, customers, directory
from api.core.phone import normalise_phone
from api.graphql.base import (
    Connection,
    Info,
    RateLimit,
    customer,
    either,
    many,
    one,
    pages,
    query,
    reads_nodes,
    requires,
)
from api.graphql.customers.enums import CustomerSort
from api.graphql.customers.filters import CONDITIONS, FILTER_IDS, ORDERS, CustomerFilter
from api.graphql.customers.found import found_customers, read_kid, read_member
from api.graphql.customers.insight import InsightQueries
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


@strawberry.type
class Queries(InsightQueries, MergeQueries):
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
        source=directory.DIRECTORY,
        ids=FILTER_IDS,
        filters=CONDITIONS,
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
