"""People as they see themselves."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from api import customers
from api.graphql.base import (
    Connection,
    Node,
    PhoneNumber,
    column,
    customer,
    embedded,
    many,
    one,
    pages,
    reads,
)
from api.graphql.customers.parts import BIRTHDAY, Birthday
from api.graphql.customers.types.kids import Kid
from api.graphql.customers.types.leaving import DataExport, Erasure
from api.graphql.customers.types.slices import LEDGER, NOTIFICATIONS, PROMOTIONS, WALLET

if TYPE_CHECKING:
    from api.graphql.ledger.types import Transaction
    from api.graphql.notifications.types import Message
    from api.graphql.promotions.types import BirthdayPresent
    from api.graphql.wallet.types import Card

OF_CARD = Annotated[strawberry.ID | None, strawberry.argument(description="Of this card alone.")]
ONESELF = "parent.pk = viewer.person_id"


@reads(customers.PEOPLE, node="self.pk = viewer.person_id", guard=customer())
@strawberry.type(description="The signed-in customer, by themselves.")
class Person(Node):
    """A person."""

    name: str = column("The name that they gave; may be empty.")
    phone: PhoneNumber | None = column("The number that they proved; null after it went to somebody else.")
    language: str = column("The language that they read, like en or pt-BR.")
    email: str | None = column("E-mail address; null where they gave none.")
    birthday: Birthday | None = embedded("Birthday; null where they gave none.", BIRTHDAY)
    cards: list[Annotated["Card", WALLET]] = many(
        "All cards, in the order of joining.",
        f"self.owner_pk = parent.pk AND {ONESELF}",
        order="made_at, pk",
        scoped=False,
    )
    kids: list[Kid] = many(
        "Children on all cards, by first name.",
        f"self.owner_pk = parent.pk AND {ONESELF}",
        source=customers.OWN_KIDS,
        order="first_name, pk",
    )
    presents: list[Annotated["BirthdayPresent", PROMOTIONS]] = many(
        "Presents for birthdays that can still be used, the newest first.",
        f"self.owner_pk = parent.pk AND {ONESELF} AND self.is_open",
        order="given_at desc, pk desc",
        scoped=False,
    )
    erasure: Erasure | None = one(
        "One's own wish to be forgotten; null where none waits.",
        f"self.person_pk = parent.pk AND {ONESELF}",
        scoped=False,
    )
    export: DataExport | None = one(
        "What one asked for last of one's own data; null where there is none.",
        f"self.person_pk = parent.pk AND {ONESELF}",
        order="requested_at desc, pk desc",
        scoped=False,
    )
    activity: Connection[Annotated["Transaction", LEDGER]] = pages(
        "Movements of points on all cards, or on one, newest first.",
        f"{ONESELF} AND self.membership_pk IN "
        "(SELECT unnest(read.family(own.pk)) FROM read.membership own WHERE own.owner_pk = parent.pk)",
        order="occurred_at desc, pk desc",
        args={"card_id": OF_CARD},
        ids={"cardId": "Card"},
        filters={"cardId": "self.membership_pk = ANY (read.family(:cardId))"},
        scoped=False,
    )
    inbox: Connection[Annotated["Message", NOTIFICATIONS]] = pages(
        "What was said to them on all cards, or on one, in the last ninety days, newest first.",
        f"{ONESELF} AND self.membership_pk IN "
        "(SELECT own.pk FROM read.membership own WHERE own.owner_pk = parent.pk)",
        order="created_at desc, pk desc",
        args={"card_id": OF_CARD},
        ids={"cardId": "Card"},
        filters={"cardId": "self.membership_pk = :cardId"},
        scoped=False,
    )
    unread_count: int = column(
        "Messages on all cards that they have not read.",
        sql="(SELECT coalesce(sum(read.unread(own.pk)), 0) FROM read.membership own WHERE own.owner_pk = self.pk)",
    )
