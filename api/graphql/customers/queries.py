"""Reads of members, each within the caller's own business; and of oneself."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

import strawberry

from api import businesses, customers
from api.core.ids import key_of
from api.core.phone import normalise_phone
from api.graphql.base import (
    After,
    Connection,
    First,
    Info,
    Points,
    RateLimit,
    customer,
    either,
    field,
    query,
    reads_nodes,
    requires,
    shown,
)
from api.graphql.customers.enums import CustomerSort, CustomerStatus
from api.graphql.customers.types import (
    Customer,
    Kid,
    Note,
    Person,
    Tag,
    show_customer,
    show_kid,
    show_note,
    show_person,
    show_tag,
)


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

    def value(self) -> customers.MemberFilter:
        """As the domain's filter."""
        return customers.MemberFilter(
            tag_id=None if self.tag_id is None else key_of(self.tag_id, "Tag", path=("filter", "tagId")),
            status=None if self.status is None else customers.MemberStatus[self.status.name],
            last_visit_before=self.last_visit_before,
            last_visit_after=self.last_visit_after,
            min_spent_minor=self.min_spent_minor_units,
            has_kids=self.has_kids,
        )


def the_tenant(info: Info) -> tuple[UUID, UUID]:
    """Program and business in which the caller works."""
    viewer = info.context.viewer
    return viewer.the_program(), viewer.the_business()


@strawberry.type
class Queries:
    """Fields of Query."""

    @query(requires("customers.read"), description="Customers of the business: searched, narrowed, sorted.")
    async def customers(
        self,
        info: Info,
        search: Annotated[
            str | None,
            strawberry.argument(
                description="Beginnings of words of name or e-mail, of the phone or card number, or the phone's last "
                "four digits and more; all words must be found."
            ),
        ] = None,
        filter: Annotated[CustomerFilter | None, strawberry.argument(description="Narrows the list.")] = None,
        sort: Annotated[
            CustomerSort | None, strawberry.argument(description="The order; NEWEST when left out.")
        ] = None,
        first: First = None,
        after: After = None,
    ) -> Connection[Customer]:
        """One's own business. The total is counted up to 10,000."""
        tenant = the_tenant(info)
        narrowed = filter.value() if filter else customers.MemberFilter()
        page = await customers.list_members(
            *tenant,
            search=search,
            narrowed=narrowed,
            sort=customers.MemberSort[(sort or CustomerSort.NEWEST).name],
            first=first,
            after=after,
        )
        return Connection[Customer].of(
            page,
            show_customer,
            after=after,
            count=lambda: customers.count_members(*tenant, search=search, narrowed=narrowed),
        )

    @query(requires("customers.read"), description="One customer of the business; null where there is none.")
    async def customer(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="Which customer.")],
    ) -> Customer | None:
        """One's own business."""
        key = key_of(id, "Customer", path=("id",))
        return (await read_customers(info, [key])).get(key)

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
        return None if found is None else show_customer(found)

    @query(
        requires("customers.read"), description="All labels that the business gives its customers, by name."
    )
    async def tags(self, info: Info) -> list[Tag]:
        """One's own business."""
        return shown(await customers.tags_of_business(*the_tenant(info)), show_tag)


@reads_nodes(Customer, requires("customers.read"))
async def read_customers(info: Info, keys: Sequence[UUID]) -> Mapping[UUID, Customer]:
    """Those whom one's own business knows."""
    program_id, business_id = the_tenant(info)
    found = await customers.members_by_id(program_id, keys, business_id=business_id, only_met=True)
    return {key: show_customer(each) for key, each in found.items()}


@reads_nodes(Tag, requires("customers.read"))
async def read_tags(info: Info, keys: Sequence[UUID]) -> Mapping[UUID, Tag]:
    """Those of one's own business."""
    found = await customers.tags_by_id(*the_tenant(info), keys)
    return {key: show_tag(each) for key, each in found.items()}


@reads_nodes(Note, requires("notes.read"))
async def read_notes(info: Info, keys: Sequence[UUID]) -> Mapping[UUID, Note]:
    """Those of one's own business."""
    found = await customers.notes_by_id(*the_tenant(info), keys)
    return {key: show_note(each) for key, each in found.items()}


@reads_nodes(Kid, either(customer(), requires("kids.read")))
async def read_kids(info: Info, keys: Sequence[UUID]) -> Mapping[UUID, Kid]:
    """One's own, or those that one's own business knows."""
    person = info.context.viewer.person_id
    if person is not None:
        mine = (await customers.kids_of_people([person]))[person]
        return {kid.id: show_kid(kid) for kid in mine if kid.id in keys}
    found = await customers.kids_by_id(*the_tenant(info), keys)
    return {key: show_kid(each) for key, each in found.items()}


@reads_nodes(Person, customer())
async def read_people(info: Info, keys: Sequence[UUID]) -> Mapping[UUID, Person]:
    """Oneself alone."""
    me = info.context.viewer.the_person()
    found = await customers.people_by_id([me] if me in keys else [])
    return {key: show_person(each) for key, each in found.items()}
