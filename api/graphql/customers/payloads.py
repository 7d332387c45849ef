"""What changes of people return."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from api.graphql.base import Payload, PhoneNumber, field
from api.graphql.customers.parts import Consent
from api.graphql.customers.types import WALLET, Customer, Kid, Note, Person

if TYPE_CHECKING:
    from api.graphql.wallet.types import Card


@strawberry.type(description="The enrolled customer.")
class EnrolCustomerPayload(Payload):
    """A member or why not."""

    customer: Customer | None = field("The customer; null when refused.", default=None)
    is_new: bool = field("Whether the business had not known them before.", default=False)


@strawberry.type(description="The customer after the change.")
class CustomerPayload(Payload):
    """A member or why not."""

    customer: Customer | None = field("The customer; null when refused.", default=None)


@strawberry.type(description="The remark after the change, and whom it is about.")
class NotePayload(Payload):
    """A note or why not."""

    note: Note | None = field("The remark; as it was, when it was deleted; null when refused.", default=None)
    customer: Customer | None = field("Whom it is about; null when refused.", default=None)


@strawberry.type(description="Where the customer stands now on every way to be reached.")
class ConsentPayload(Payload):
    """Consents or why not."""

    consents: list[Consent] = field("One for each way; empty when refused.", default_factory=list)


@strawberry.type(description="The child after the change.")
class KidPayload(Payload):
    """A child or why not."""

    kid: Kid | None = field("The child; as it was, when it was deleted; null when refused.", default=None)


@strawberry.type(description="Oneself after the change.")
class PersonPayload(Payload):
    """A person or why not."""

    person: Person | None = field("Oneself; null when refused.", default=None)


@strawberry.type(
    description="Codes are on their way to both numbers. Known and unknown new numbers get the same answer."
)
class RequestPhoneChangePayload(Payload):
    """How to go on, or why not."""

    phone: PhoneNumber | None = field("The new number as it will be called, in E.164.", default=None)
    current_phone: str | None = field(
        "The number that one holds now, masked, to which the second code went; null where one holds none.",
        default=None,
    )
    retry_after_seconds: int | None = field("When other codes may be asked for.", default=None)
    expires_in_seconds: int | None = field("How long these are good.", default=None)


@strawberry.type(description="The card that was taken.")
class CardPayload(Payload):
    """A card or why not."""

    card: Annotated["Card", WALLET] | None = field("The card; null when refused.", default=None)
