"""Enrolling, changing and letting go; remarks and labels. All by staff."""

from typing import Annotated
from uuid import UUID

import strawberry

from api import customers
from api.core.ids import key_of
from api.graphql.base import Info, mutation, read, requires
from api.graphql.customers.inputs import (
    AddNoteInput,
    EnrolCustomerInput,
    RemoveCustomerInput,
    RemoveNoteInput,
    TagCustomerInput,
    UntagCustomerInput,
    UpdateCustomerInput,
    UpdateNoteInput,
)
from api.graphql.customers.payloads import CustomerPayload, EnrolCustomerPayload, NotePayload
from api.graphql.customers.tenant import the_tenant


def member_key(info: Info, customer_id: strawberry.ID) -> customers.MemberKey:
    """A member of the caller's own business by the id that clients give."""
    return customers.MemberKey(*the_tenant(info), key_of(customer_id, "Customer", path=("customerId",)))


@strawberry.type
class MemberMutations:
    """Verbs of staff about members."""

    @mutation(requires("customers.enrol"), description="Makes somebody a customer by their phone number.")
    async def enrol_customer(
        self, info: Info, input: Annotated[EnrolCustomerInput, strawberry.argument(description="Whom.")]
    ) -> EnrolCustomerPayload:
        """In one's own business."""
        store = None if input.store_id is None else key_of(input.store_id, "Store", path=("storeId",))
        made = await customers.enrol(
            info.context.viewer.actor(),
            *the_tenant(info),
            input.phone,
            input.details(),
            store_id=store,
            idempotency_key=input.idempotency_key,
        )
        return EnrolCustomerPayload(
            customer=await read(info, "Customer", made.member.membership_id), is_new=made.is_new
        )

    @mutation(requires("customers.manage"), description="Changes what the business knows of a customer.")
    async def update_customer(
        self,
        info: Info,
        input: Annotated[UpdateCustomerInput, strawberry.argument(description="What to change.")],
    ) -> CustomerPayload:
        """In one's own business."""
        key = member_key(info, input.customer_id)
        await customers.update_member(
            info.context.viewer.actor(), key, input.changes(), version=input.version
        )
        return await _customer(info, key)

    @mutation(
        requires("customers.remove"),
        description="Lets a customer go: this business no longer lists or finds them. Points stay on their card.",
    )
    async def remove_customer(
        self, info: Info, input: Annotated[RemoveCustomerInput, strawberry.argument(description="Whom.")]
    ) -> CustomerPayload:
        """In one's own business; the customer as it was."""
        key = member_key(info, input.customer_id)
        before = await _customer(info, key)
        await customers.remove_member(info.context.viewer.actor(), key, reason=input.reason or "")
        return before

    @mutation(requires("notes.manage"), description="Writes a remark about a customer.")
    async def add_note(
        self, info: Info, input: Annotated[AddNoteInput, strawberry.argument(description="The remark.")]
    ) -> NotePayload:
        """In one's own business."""
        note = await customers.add_note(
            info.context.viewer.actor(),
            member_key(info, input.customer_id),
            input.text,
            is_pinned=bool(input.is_pinned),
        )
        return await _with_customer(info, note)

    @mutation(requires("notes.manage"), description="Changes a remark.")
    async def update_note(
        self,
        info: Info,
        input: Annotated[UpdateNoteInput, strawberry.argument(description="What to change.")],
    ) -> NotePayload:
        """In one's own business."""
        note = await customers.update_note(
            info.context.viewer.actor(), *the_tenant(info), _note(input.note_id), input.changes()
        )
        return await _with_customer(info, note)

    @mutation(requires("notes.manage"), description="Deletes a remark for good.")
    async def remove_note(
        self, info: Info, input: Annotated[RemoveNoteInput, strawberry.argument(description="Which remark.")]
    ) -> NotePayload:
        """In one's own business; the remark as it was."""
        key = _note(input.note_id)
        before = await read(info, "Note", key)
        note = await customers.remove_note(info.context.viewer.actor(), *the_tenant(info), key)
        return NotePayload(note=before, customer=await read(info, "Customer", note.key.membership_id))

    @mutation(requires("customers.manage"), description="Puts a label on a customer.")
    async def tag_customer(
        self, info: Info, input: Annotated[TagCustomerInput, strawberry.argument(description="The label.")]
    ) -> CustomerPayload:
        """In one's own business."""
        key = member_key(info, input.customer_id)
        await customers.tag_member(info.context.viewer.actor(), key, input.name)
        return await _customer(info, key)

    @mutation(requires("customers.manage"), description="Takes a label off a customer.")
    async def untag_customer(
        self, info: Info, input: Annotated[UntagCustomerInput, strawberry.argument(description="The label.")]
    ) -> CustomerPayload:
        """In one's own business."""
        key = member_key(info, input.customer_id)
        tag = key_of(input.tag_id, "Tag", path=("tagId",))
        await customers.untag_member(info.context.viewer.actor(), key, tag)
        return await _customer(info, key)


def _note(note_id: strawberry.ID) -> UUID:
    return key_of(note_id, "Note", path=("noteId",))


async def _with_customer(info: Info, note: customers.NoteInfo) -> NotePayload:
    return NotePayload(
        note=await read(info, "Note", note.id),
        customer=await read(info, "Customer", note.key.membership_id),
    )


async def _customer(info: Info, key: customers.MemberKey) -> CustomerPayload:
    return CustomerPayload(customer=await read(info, "Customer", key.membership_id))
