"""Being forgotten: by one's own wish, or by one that staff note."""

from typing import Annotated

import strawberry

from api import customers
from api.core.ids import key_of
from api.graphql.base import Info, customer, field, mutation, read, requires
from api.graphql.customers.payloads import CustomerPayload, PersonPayload
from api.graphql.customers.tenant import the_tenant


@strawberry.input(description="Whether one wishes to be forgotten.")
class SetErasureInput:
    """A wish, or that one stays."""

    is_wanted: bool = field("True to be forgotten in 14 days, false to stay after all.")


@strawberry.input(description="Whether a customer wishes to be forgotten.")
class SetCustomerErasureInput:
    """A wish that staff note."""

    customer_id: strawberry.ID = field("Which customer.")
    is_wanted: bool = field("True to be forgotten in 14 days, false to stay after all.")


@strawberry.type
class LeavingMutations:
    """Wishes to be forgotten."""

    @mutation(
        customer(),
        description="Wishes to be forgotten with all one's cards, or stays after all. In 14 days everything personal "
        "is deleted, and points and vouchers are given up; bills stay without a person.",
    )
    async def set_erasure(
        self, info: Info, input: Annotated[SetErasureInput, strawberry.argument(description="The wish.")]
    ) -> PersonPayload:
        """Oneself."""
        viewer = info.context.viewer
        if input.is_wanted:
            await customers.request_own_erasure(viewer.actor(), viewer.the_person())
        else:
            await customers.take_back_own_erasure(viewer.actor(), viewer.the_person())
        return PersonPayload(person=await read(info, "Person", viewer.the_person()))

    @mutation(
        requires("customers.erase"),
        description="Notes that a customer wishes to be forgotten, or stays after all: the card of this program.",
    )
    async def set_customer_erasure(
        self,
        info: Info,
        input: Annotated[SetCustomerErasureInput, strawberry.argument(description="Whose wish.")],
    ) -> CustomerPayload:
        """In one's own business."""
        actor = info.context.viewer.actor()
        member = key_of(input.customer_id, "Customer", path=("customerId",))
        key = customers.MemberKey(*the_tenant(info), member)
        if input.is_wanted:
            await customers.request_erasure(actor, key)
        else:
            await customers.take_back_erasure(actor, key)
        return CustomerPayload(customer=await read(info, "Customer", member))
