"""Members as staff see them."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from api import customers, ledger, purchases
from api.core import clock, money
from api.core.errors import NotFound
from api.graphql import loaders
from api.graphql.base import (
    JSON,
    After,
    Connection,
    First,
    Info,
    Money,
    Node,
    PhoneNumber,
    Points,
    field,
    requires,
    resolver,
    show,
    show_all,
    shown,
    shows,
)
from api.graphql.customers.activity import activity_of
from api.graphql.customers.enums import CustomerStatus
from api.graphql.customers.parts import Birthday, Consent, show_birthday, show_consent

if TYPE_CHECKING:
    from api.graphql.ledger.types import Transaction
    from api.graphql.purchases.types import Purchase
    from api.graphql.wallet.types import Card

LEDGER = strawberry.lazy("api.graphql.ledger.types")
PURCHASES = strawberry.lazy("api.graphql.purchases.types")
WALLET = strawberry.lazy("api.graphql.wallet.types")


@strawberry.type(
    description="A customer's child: a first name and a birthday, kept by the guardian's consent."
)
class Kid(Node):
    """A child."""

    first_name: str = field("The first name.")
    birthday: Birthday = field("The birthday.")
    told: strawberry.Private[customers.KidInfo]

    @resolver("Age today where the program lives; null without the year of birth.")
    async def age(self, info: Info) -> int | None:
        """By the program's calendar."""
        return (await self._turning(info)).age

    @resolver(
        "The next birthday from today on; who was born on 29 February has it on the 28th in other years."
    )
    async def next_birthday(self, info: Info) -> date | None:
        """By the program's calendar."""
        return (await self._turning(info)).next_birthday

    @resolver("The age reached on the next birthday; null without the year of birth.")
    async def turns(self, info: Info) -> int | None:
        """By the program's calendar."""
        return (await self._turning(info)).turns

    @resolver("The caller's own cards that carry the child; empty for staff.")
    async def cards(self, info: Info) -> list[Annotated["Card", WALLET]]:
        """Reads through the loader."""
        person = info.context.viewer.person_id
        cards = await loaders.memberships_of_person.load(info, person) if person else None
        return show_all(
            "Card", [card for card in cards or () if card.membership_id in self.told.membership_ids]
        )

    async def _turning(self, info: Info) -> customers.Turning:
        rules = await loaders.programs.load(info, self.told.program_id)
        if rules is None:
            raise NotFound("There is no such program.")
        return customers.turning(self.told.birthday, clock.local_date(clock.now(), rules.time_zone))


@strawberry.type(description="A remark of the staff about a customer.")
class Note(Node):
    """A note."""

    text: str = field("The remark.")
    author_name: str = field("Who wrote it.")
    is_pinned: bool = field("Whether it stays on top.")
    created_at: datetime = field("When it was written.")


@strawberry.type(description="A label that a business gives its customers.")
class Tag(Node):
    """A tag."""

    name: str = field("The label.")


@strawberry.type(description="A membership as staff of one business see it.")
class Customer(Node):
    """A member of one business."""

    number: str = field("The number on the card: nine digits, the last one a check digit.")
    name: str = field(
        "Full name as this business knows it; the first name alone where it has not met the customer yet."
    )
    phone: PhoneNumber | None = field("The phone; null after its number went to somebody else.")
    is_phone_verified: bool = field("Whether the holder proved the number. Points are spent only then.")
    email: str | None = field("E-mail address.")
    birthday: Birthday | None = field("Birthday; null where it is not known.")
    city: str = field("City; may be empty.")
    status: CustomerStatus = field("Whether the business deals with them at present.")
    visits: int = field("Bills of this business.")
    last_visit_at: datetime | None = field("When they were last here; null for never.")
    joined_at: datetime = field("Since when this business knows them.")
    preferences: JSON = field("What the business noted of their likes: an object of names and values.")
    version: int = field("Counts changes; send it back with yours to notice somebody else's.")
    key: strawberry.Private[customers.MemberKey]
    spent_minor: strawberry.Private[int]

    @resolver("All that they paid at this business, less returns.")
    async def spent(self, info: Info) -> Money:
        """Reads the currency through the loader."""
        rules = await loaders.programs.load(info, self.key.program_id)
        if rules is None:
            raise NotFound("There is no such program.")
        return Money.of(money.Money(self.spent_minor, rules.currency))

    @resolver("Points that can be spent now.")
    async def balance(self, info: Info) -> Points:
        """Reads through the loader."""
        found = await loaders.balances.load(info, self.pk)
        return Points(found.available if found else 0)

    @resolver("Points earned that cannot be spent yet.")
    async def pending(self, info: Info) -> Points:
        """Reads through the loader."""
        found = await loaders.balances.load(info, self.pk)
        return Points(found.pending if found else 0)

    @resolver("Labels of this business, by name.")
    async def tags(self, info: Info) -> list[Tag]:
        """Reads through the loader."""
        return shown(await loaders.tags.load(info, self.key) or (), show_tag)

    @resolver("Remarks of the staff: pinned ones first, then the newest.", guard=requires("notes.read"))
    async def notes(self, info: Info) -> list[Note]:
        """Reads through the loader."""
        return shown(await loaders.notes.load(info, self.key) or (), show_note)

    @resolver("Children, by first name.", guard=requires("kids.read"))
    async def kids(self, info: Info) -> list[Kid]:
        """Reads through the loader."""
        return shown(await loaders.kids.load(info, self.key) or (), show_kid)

    @resolver("Where they stand on every way to be reached.")
    async def consents(self, info: Info) -> list[Consent]:
        """Reads through the loader."""
        return shown(await loaders.consents.load(info, self.key) or (), show_consent)

    @resolver("Movements of points at this business, newest first.", guard=requires("points.read"))
    async def transactions(
        self, info: Info, first: First = None, after: After = None
    ) -> Connection[Annotated["Transaction", LEDGER]]:
        """Of this business alone: a partner's are not its own."""
        info.context.viewer.require("points.read", self.key.business_id)
        program, business, member = self.key
        page = await ledger.transactions_of(
            program, membership_id=member, business_id=business, first=first, after=after
        )
        return Connection[Annotated["Transaction", LEDGER]].of(
            page,
            lambda each: show("Transaction", each),
            after=after,
            count=lambda: ledger.count_transactions(program, membership_id=member, business_id=business),
        )

    @resolver("Bills of this business, newest first.", guard=requires("purchases.read"))
    async def purchases(
        self, info: Info, first: First = None, after: After = None
    ) -> Connection[Annotated["Purchase", PURCHASES]]:
        """Of this business alone."""
        business, chosen = self.key.business_id, purchases.PurchaseFilter(membership_id=self.pk)
        info.context.viewer.require("purchases.read", business)
        return Connection[Annotated["Purchase", PURCHASES]].of(
            await purchases.list_purchases(business, chosen, first=first, after=after),
            lambda each: show("Purchase", each),
            after=after,
            count=lambda: purchases.count_purchases(business, chosen),
        )


@strawberry.type(description="The signed-in customer, by themselves.")
class Person(Node):
    """A person."""

    name: str = field("The name that they gave; may be empty.")
    phone: PhoneNumber | None = field("The number that they proved; null after it went to somebody else.")
    language: str = field("The language that they read, like en or pt-BR.")
    email: str | None = field("E-mail address; null where they gave none.")
    birthday: Birthday | None = field("Birthday; null where they gave none.")

    @resolver("All cards, in the order of joining.")
    async def cards(self, info: Info) -> list[Annotated["Card", WALLET]]:
        """Reads through the loader."""
        return show_all("Card", await loaders.memberships_of_person.load(info, self.pk))

    @resolver("Children on all cards, by first name.")
    async def kids(self, info: Info) -> list[Kid]:
        """Reads through the loader."""
        return shown(await loaders.kids_of_person.load(info, self.pk) or (), show_kid)

    @resolver("Movements of points on all cards, or on one, newest first.")
    async def activity(
        self,
        info: Info,
        card_id: Annotated[
            strawberry.ID | None, strawberry.argument(description="Of this card alone.")
        ] = None,
        first: First = None,
        after: After = None,
    ) -> Connection[Annotated["Transaction", LEDGER]]:
        """Pages of all cards laid into each other."""
        cards = await loaders.memberships_of_person.load(info, self.pk) or []
        chosen = activity_of(cards, card_id)
        return Connection[Annotated["Transaction", LEDGER]].of(
            await chosen.page(first, after),
            lambda each: show("Transaction", each),
            after=after,
            count=chosen.count,
        )


@shows("Kid")
def show_kid(record: customers.KidInfo) -> Kid:
    """A child."""
    return Kid(
        pk=record.id, first_name=record.first_name, birthday=show_birthday(record.birthday), told=record
    )


@shows("Note")
def show_note(record: customers.NoteInfo) -> Note:
    """A note."""
    return Note(
        pk=record.id,
        text=record.text,
        author_name=record.author_name,
        is_pinned=record.is_pinned,
        created_at=record.created_at,
    )


@shows("Tag")
def show_tag(record: customers.TagInfo) -> Tag:
    """A tag."""
    return Tag(pk=record.id, name=record.name)


@shows("Customer")
def show_customer(record: customers.Member) -> Customer:
    """A member as the business sees it that read the record."""
    return Customer(
        pk=record.membership_id,
        number=record.number,
        name=record.name,
        phone=None if record.phone is None else PhoneNumber(record.phone),
        is_phone_verified=record.is_phone_verified,
        email=record.email,
        birthday=None if record.birthday is None else show_birthday(record.birthday),
        city=record.city,
        status=CustomerStatus[record.status.name],
        visits=record.visits,
        last_visit_at=record.last_visit_at,
        joined_at=record.joined_at,
        preferences=JSON(dict(record.preferences)),
        version=record.version,
        key=record.key,
        spent_minor=record.spent_minor,
    )


@shows("Person")
def show_person(record: customers.PersonInfo) -> Person:
    """A person."""
    return Person(
        pk=record.id,
        name=record.name,
        phone=None if record.phone is None else PhoneNumber(record.phone),
        language=record.language,
        email=record.email,
        birthday=None if record.birthday is None else show_birthday(record.birthday),
    )
