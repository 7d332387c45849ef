"""What can be told and changed about people; a field that is left out stays as it is."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, cast
from uuid import UUID

import strawberry

from api import customers
from api.core.errors import BadInput
from api.core.ids import BadId, from_global_id
from api.graphql.base import JSON, IdempotencyKey, field
from api.graphql.customers.enums import ConsentChannel, CustomerStatus
from api.graphql.customers.parts import BirthdayInput

if TYPE_CHECKING:
    from api.graphql.identity.inputs import CodeChannel

IDENTITY = strawberry.lazy("api.graphql.identity.inputs")
REGION = "The country of a number without country code, like IN."
VERSION = "The version that you saw; refused with CONFLICT where somebody changed it since."


def business_key(given: strawberry.ID) -> UUID:
    """A business by either of its ids: as its staff or as anybody sees it. Refuses others with BAD_ID."""
    kind, key = from_global_id(given)
    if kind not in ("PublicBusiness", "Business"):
        raise BadId(f"This id is of a {kind}, a PublicBusiness was expected.", path=("businessId",))
    return key


@strawberry.input(description="Somebody to enrol at the till.")
class EnrolCustomerInput:
    """A new member."""

    phone: str = field("With country code, or as it is written in the program's country.")
    name: str | None = field("Full name, at most 120 characters.", default=None)
    email: str | None = field("E-mail address.", default=None)
    birthday: BirthdayInput | None = field("Birthday.", default=None)
    store_id: strawberry.ID | None = field("Where they joined.", default=None)
    consents: list[ConsentChannel] | None = field("Ways in which they agree to be reached.", default=None)
    idempotency_key: IdempotencyKey | None = field(
        "Your name for this act. An enrolment is safe to send again even without one; with one, its answer says "
        "`isNew` again, and other content under the same name is refused.",
        default=None,
    )

    def details(self) -> customers.EnrolDetails:
        """As the domain takes them."""
        details = customers.EnrolDetails()
        if self.name is not None:
            details["name"] = self.name
        if self.email is not None:
            details["email"] = self.email
        if self.birthday is not None:
            details["birthday"] = self.birthday.value()
        if self.consents is not None:
            details["consents"] = [customers.ConsentChannel[each.name] for each in self.consents]
        return details


@strawberry.input(description="What to change about a customer. What is left out stays.")
class UpdateCustomerInput:
    """Changes of a member."""

    customer_id: strawberry.ID = field("Which customer.")
    name: str | None = field("Full name, at most 120 characters.", default=None)
    email: str | None = field("E-mail address; null for none.", default=strawberry.UNSET)
    birthday: BirthdayInput | None = field("Birthday; null for none.", default=strawberry.UNSET)
    city: str | None = field("City.", default=None)
    status: CustomerStatus | None = field("Whether the business deals with them at present.", default=None)
    preferences: JSON | None = field(
        "All of their likes anew: an object of at most 50 names and values in 4 kB.", default=None
    )
    version: int | None = field(VERSION, default=None)

    def changes(self) -> customers.ProfileChanges:
        """As the domain takes them."""
        changes = customers.ProfileChanges()
        if self.name is not None:
            changes["name"] = self.name
        if self.email is not strawberry.UNSET:
            changes["email"] = self.email
        if self.birthday is not strawberry.UNSET:
            changes["birthday"] = None if self.birthday is None else self.birthday.value()
        if self.city is not None:
            changes["city"] = self.city
        if self.status is not None:
            changes["status"] = customers.MemberStatus[self.status.name]
        if self.preferences is not None:
            changes["preferences"] = _object(self.preferences)
        return changes


def _object(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise BadInput("Preferences are an object of names and values.", path=("preferences",))
    return cast("Mapping[str, object]", value)


@strawberry.input(description="A customer to let go.")
class RemoveCustomerInput:
    """A member to remove."""

    customer_id: strawberry.ID = field("Which customer.")
    reason: str | None = field("Why, for the audit.", default=None)


@strawberry.input(description="A remark about a customer.")
class AddNoteInput:
    """A note."""

    customer_id: strawberry.ID = field("Which customer.")
    text: str = field("The remark, 1 to 2,000 characters.")
    is_pinned: bool | None = field("Whether it stays on top.", default=None)


@strawberry.input(description="What to change about a remark. What is left out stays.")
class UpdateNoteInput:
    """Changes of a note."""

    note_id: strawberry.ID = field("Which remark.")
    text: str | None = field("The remark, 1 to 2,000 characters.", default=None)
    is_pinned: bool | None = field("Whether it stays on top.", default=None)

    def changes(self) -> customers.NoteChanges:
        """As the domain takes them."""
        changes = customers.NoteChanges()
        if self.text is not None:
            changes["text"] = self.text
        if self.is_pinned is not None:
            changes["is_pinned"] = self.is_pinned
        return changes


@strawberry.input(description="A remark to delete.")
class RemoveNoteInput:
    """A note to remove."""

    note_id: strawberry.ID = field("Which remark.")


@strawberry.input(description="A label for a customer.")
class TagCustomerInput:
    """A tag to put on."""

    customer_id: strawberry.ID = field("Which customer.")
    name: str = field("The label, 1 to 40 characters; upper and lower case are one label.")


@strawberry.input(description="A label to take off a customer.")
class UntagCustomerInput:
    """A tag to take off."""

    customer_id: strawberry.ID = field("Which customer.")
    tag_id: strawberry.ID = field("Which label.")


@strawberry.input(
    description="Whether a customer may be reached in one way. Staff give `customerId`; holders give `cardId`."
)
class RecordConsentInput:
    """A consent."""

    customer_id: strawberry.ID | None = field("Which customer, for staff.", default=None)
    card_id: strawberry.ID | None = field("Which own card, for holders.", default=None)
    business_id: strawberry.ID | None = field(
        "To which business of the card; the one that gave it out when left out.", default=None
    )
    channel: ConsentChannel = field("The way.")
    is_granted: bool = field("Whether they agree.")


@strawberry.input(
    description="A child. Staff give `customerId`; guardians give `cardId`, or nothing for all own cards."
)
class AddKidInput:
    """A child to write down."""

    customer_id: strawberry.ID | None = field("Whose child, for staff.", default=None)
    card_id: strawberry.ID | None = field("For this own card alone.", default=None)
    first_name: str = field("The first name, 1 to 60 characters.")
    birthday: BirthdayInput = field("The birthday.")
    guardian_consent: bool = field("Whether the parent or guardian agrees; nothing is kept otherwise.")


@strawberry.input(description="What to change about a child. What is left out stays.")
class UpdateKidInput:
    """Changes of a child."""

    kid_id: strawberry.ID = field("Which child.")
    first_name: str | None = field("The first name, 1 to 60 characters.", default=None)
    birthday: BirthdayInput | None = field("The birthday.", default=None)

    def changes(self) -> customers.KidChanges:
        """As the domain takes them."""
        changes = customers.KidChanges()
        if self.first_name is not None:
            changes["first_name"] = self.first_name
        if self.birthday is not None:
            changes["birthday"] = self.birthday.value()
        return changes


@strawberry.input(description="A child to forget.")
class RemoveKidInput:
    """A child to delete."""

    kid_id: strawberry.ID = field("Which child.")


@strawberry.input(description="What to change about oneself, at all businesses. What is left out stays.")
class UpdateMeInput:
    """Changes of a person."""

    name: str | None = field("Full name, at most 120 characters.", default=None)
    language: str | None = field("The language to read, like en or pt-BR.", default=None)
    email: str | None = field("E-mail address; null for none.", default=strawberry.UNSET)
    birthday: BirthdayInput | None = field("Birthday; null for none.", default=strawberry.UNSET)

    def changes(self) -> customers.PersonChanges:
        """As the domain takes them."""
        changes = customers.PersonChanges()
        if self.name is not None:
            changes["name"] = self.name
        if self.language is not None:
            changes["language"] = self.language
        if self.email is not strawberry.UNSET:
            changes["email"] = self.email
        if self.birthday is not strawberry.UNSET:
            changes["birthday"] = None if self.birthday is None else self.birthday.value()
        return changes


@strawberry.input(description="The new number that one wants to have.")
class RequestPhoneChangeInput:
    """A number."""

    phone: str = field("The new number, with its country code or as it is written in `region`.")
    region: str | None = field(REGION, default=None)
    channel: Annotated["CodeChannel", IDENTITY] | None = field(
        "How the codes travel; SMS when left out.", default=None
    )
    language: str | None = field(
        "The language of the messages, like en; English when left out.", default=None
    )


@strawberry.input(description="A new number, proved by the codes that `requestPhoneChange` sent.")
class ChangePhoneInput:
    """A number and the codes."""

    phone: str = field("The new number, as for `requestPhoneChange`.")
    region: str | None = field(REGION, default=None)
    code: str = field("The code that was sent to the new number.")
    current_code: str | None = field(
        "The code that was sent to the number that one holds now; left out by those who hold none.",
        default=None,
    )


@strawberry.input(description="A business whose card to take.")
class JoinProgramInput:
    """A program to join."""

    business_id: strawberry.ID = field("Which business: a `PublicBusiness` or `Business`.")
    name: str | None = field("Full name, for those who have not given one yet.", default=None)
