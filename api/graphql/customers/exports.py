"""All that is kept of somebody, for them."""

from enum import Enum
from typing import Annotated

import strawberry

from api import customers
from api.core.ids import key_of
from api.graphql.base import Info, RateLimit, customer, field, mutation, read, requires
from api.graphql.customers.payloads import CustomerPayload, PersonPayload
from api.graphql.customers.tenant import the_tenant


@strawberry.enum(description="The form of an export.")
class ExportFormat(Enum):
    """Forms."""

    JSON = strawberry.enum_value("JSON", description="A JSON file that people and programs can read.")


FORMAT: str = "In which form; JSON when left out."


@strawberry.input(description="How one wants one's data.")
class RequestExportInput:
    """A wish."""

    format: ExportFormat | None = field(FORMAT, default=None)


@strawberry.input(description="Whose data a customer wants of the business.")
class RequestCustomerExportInput:
    """A wish that staff note."""

    customer_id: strawberry.ID = field("Which customer.")
    format: ExportFormat | None = field(FORMAT, default=None)


def _form(asked: ExportFormat | None) -> str:
    return (asked or ExportFormat.JSON).name.lower()


@strawberry.type
class ExportMutations:
    """Asking for data."""

    @mutation(
        customer(),
        description="Asks for all that is kept of oneself at every business. A job makes it; the link is good "
        "for a day.",
        limit=RateLimit("export", "10/hour"),
    )
    async def request_export(
        self,
        info: Info,
        input: Annotated[RequestExportInput, strawberry.argument(description="How.")],
    ) -> PersonPayload:
        """Oneself."""
        viewer = info.context.viewer
        await customers.request_own_export(viewer.actor(), viewer.the_person(), form=_form(input.format))
        return PersonPayload(person=await read(info, "Person", viewer.the_person()))

    @mutation(
        requires("customers.export"),
        description="Asks for what the business keeps of a customer, for the customer. The link is good for a day.",
        limit=RateLimit("customer-export", "60/hour"),
    )
    async def request_customer_export(
        self,
        info: Info,
        input: Annotated[RequestCustomerExportInput, strawberry.argument(description="Whose.")],
    ) -> CustomerPayload:
        """In one's own business."""
        member = key_of(input.customer_id, "Customer", path=("customerId",))
        key = customers.MemberKey(*the_tenant(info), member)
        await customers.request_export(info.context.viewer.actor(), key, form=_form(input.format))
        return CustomerPayload(customer=await read(info, "Customer", member))
