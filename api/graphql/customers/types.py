"""Members as staff see them, and people as they see themselves."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from api import customers, directory, households, ledger
from api.graphql.base import (
    JSON,
    Connection,
    Money,
    Node,
    PhoneNumber,
    Points,
    Via,
    column,
    customer,
    embedded,
    many,
    money_columns,
    one,
    pages,
    reads,
    requires,
)
from api.graphql.customers.enums import CustomerLifecycle, CustomerStanding, CustomerStatus, ExportState
from api.graphql.customers.parts import BIRTHDAY, Birthday, Consent
from api.graphql.customers.timeline import TimelineEntry, TimelineKind

if TYPE_CHECKING:
    from api.graphql.ledger.types import ExpiredPoints, Transaction, UseBy
    from api.graphql.notifications.types import Message
    from api.graphql.promotions.types import BirthdayPresent, ComingPresent
    from api.graphql.purchases.types import Purchase
    from api.graphql.rewards.types import Voucher, VoucherUse
    from api.graphql.stamps.types import StampCard
    from api.graphql.tiers.types import TierChange, TierStanding
    from api.graphql.wallet.types import Card

LEDGER = strawberry.lazy("api.graphql.ledger.types")
NOTIFICATIONS = strawberry.lazy("api.graphql.notifications.types")
TIERS = strawberry.lazy("api.graphql.tiers.types")
PURCHASES = strawberry.lazy("api.graphql.purchases.types")
STAMPS = strawberry.lazy("api.graphql.stamps.types")
PROMOTIONS = strawberry.lazy("api.graphql.promotions.types")
REWARDS = strawberry.lazy("api.graphql.rewards.types")
WALLET = strawberry.lazy("api.graphql.wallet.types")
OF_KIND = Annotated[TimelineKind | None, strawberry.argument(description="Of this kind alone.")]
OF_CARD = Annotated[strawberry.ID | None, strawberry.argument(description="Of this card alone.")]
ONESELF = "parent.pk = viewer.person_id"
OF_MEMBER = "self.membership_pk = parent.pk"
OF_FAMILY = "self.membership_pk = ANY (read.family(parent.pk))"
"""History that is not moved by a merge: theirs, and that of those merged into them."""
POINTS = Via(ledger.BALANCES, "self.pk = parent.pk")
BORN = "self.birth_year, self.birth_month, self.birth_day"


@reads(customers.KIDS)
@strawberry.type(
    description="A customer's child: a first name and a birthday, kept by the guardian's consent."
)
class Kid(Node):
    """A child."""

    first_name: str = column("The first name.")
    birthday: Birthday = embedded("The birthday.", BIRTHDAY)
    age: int | None = column(
        "Age today where the program lives; null without the year of birth.",
        sql=f"read.age_on(self.today, {BORN})",
    )
    next_birthday: date | None = column(
        "The next birthday from today on; who was born on 29 February has it on the 28th in other years.",
        sql="read.next_birthday(self.today, self.birth_month, self.birth_day)",
    )
    turns: int | None = column(
        "The age reached on the next birthday; null without the year of birth.",
        sql=f"read.turns(self.today, {BORN})",
    )
    coming_presents: list[Annotated["ComingPresent", PROMOTIONS]] = many(
        "What the next birthday will bring, the soonest first; empty for staff.",
        "self.kid_pk = parent.pk AND self.owner_pk = viewer.person_id",
        order="on_day, promotion_pk",
        scoped=False,
    )
    cards: list[Annotated["Card", WALLET]] = many(
        "The caller's own cards that carry the child; empty for staff.",
        "self.owner_pk = viewer.person_id "
        "AND EXISTS (SELECT 1 FROM read.kid child WHERE child.membership_pk = self.pk AND child.pk = parent.pk)",
        order="made_at, pk",
        scoped=False,
    )


@reads(customers.NOTES, node="", guard=requires("notes.read"))
@strawberry.type(description="A remark of the staff about a customer.")
class Note(Node):
    """A note."""

    text: str = column("The remark.")
    author_name: str = column("Who wrote it.")
    is_pinned: bool = column("Whether it stays on top.")
    created_at: datetime = column("When it was written.")


@reads(customers.TAGS, node="", guard=requires("customers.read"))
@strawberry.type(description="A label that a business gives its customers.")
class Tag(Node):
    """A tag."""

    name: str = column("The label.")


@reads(customers.DATA_EXPORTS)
@strawberry.type(description="All that is kept of somebody, as a file for them.")
class DataExport:
    """An export."""

    requested_at: datetime = column("When it was asked for.")
    state: ExportState = column("Whether it can be read.")
    progress: float = column("How much of it is made, from 0 to 1.")
    url: str | None = column("Where it can be read; null while it is made, and after a day.")
    bytes: int = column("How large the file is.")
    expires_at: datetime = column("Until when the link is good.")


@reads(customers.ERASURES)
@strawberry.type(
    description="A wish to be forgotten that waits for its day, and can be taken back until then."
)
class Erasure:
    """A wish."""

    requested_at: datetime = column("Since when.")
    due_at: datetime = column("When everything personal is deleted, and points and vouchers are given up.")
    staff_name: str = column("Which staff noted it; empty where the customer asked in the app.")


@reads(customers.MEMBER_MERGES, node="", guard=requires("customers.merge"))
@strawberry.type(description="Another customer who was made one with this one.")
class CustomerMerge(Node):
    """A merge."""

    gone_number: str = column("The number on the card of the one who is gone.")
    gone_name: str = column("The name of the one who is gone; may be empty.")
    merged_at: datetime = column("When.")
    staff_name: str = column("Who did it.")
    reason: str = column("Why; may be empty.")
    undoable_until: datetime = column("Until when it can be undone.", name="undo_until")
    undone_at: datetime | None = column("When it was undone; null where it was not.")


@reads(customers.CUSTOMERS, node="self.is_met", guard=requires("customers.read"))
@strawberry.type(description="A membership as staff of one business see it.")
class Customer(Node):
    """A member of one business."""

    number: str = column("The number on the card: nine digits, the last one a check digit.")
    name: str = column(
        "Full name as this business knows it; the first name alone where it has not met the customer yet."
    )
    phone: PhoneNumber | None = column("The phone; null after its number went to somebody else.")
    is_phone_verified: bool = column("Whether the holder proved the number. Points are spent only then.")
    email: str | None = column("E-mail address.")
    birthday: Birthday | None = embedded("Birthday; null where it is not known.", BIRTHDAY)
    city: str = column("City; may be empty.")
    status: CustomerStatus = column("Whether the business deals with them at present.")
    lifecycle: CustomerLifecycle = column("How far they have come, by bills.", sql=directory.LIFECYCLE)
    standing: CustomerStanding = column(
        "How things stand with them now: by hand, by when they were last here, and by bills.",
        sql=directory.STANDING,
    )
    visits: int = column("Bills of this business.")
    last_visit_at: datetime | None = column("When they were last here; null for never.")
    joined_at: datetime = column("Since when this business knows them.")
    preferences: JSON = column("What the business noted of their likes: an object of names and values.")
    version: int = column("Counts changes; send it back with yours to notice somebody else's.")
    spent: Money = embedded(
        "All that they paid at this business, less returns.", money_columns("spent_minor")
    )
    balance: Points = column("Points that can be spent now.", name="available", via=POINTS, default=0)
    pending: Points = column("Points earned that cannot be spent yet.", via=POINTS, default=0)
    use_by: list[Annotated["UseBy", LEDGER]] = many(
        "What expires on which day of the next twelve months, soonest first.",
        OF_MEMBER,
        order="day",
        guard=requires("points.read"),
    )
    expired: list[Annotated["ExpiredPoints", LEDGER]] = many(
        "Expiries of points that this business issued and that can still be given back, newest first.",
        "self.membership_pk = parent.pk AND self.business_pk = parent.business_id AND self.reinstatable > 0",
        order="expired_at desc, pk desc",
        guard=requires("points.read"),
    )
    spendable: Points = column(
        "What can be spent now: the balance, and what their household lets them take.",
        name="points",
        via=Via(households.SPENDABLE, "self.pk = parent.pk"),
        default=0,
    )
    tier: Annotated["TierStanding", TIERS] | None = one(
        "Where they stand among the program's tiers; null where there are none.", "self.pk = parent.pk"
    )
    tier_history: list[Annotated["TierChange", TIERS]] = many(
        "How their tier changed, newest first.", OF_FAMILY, order="created_at desc, pk desc"
    )
    tags: list[Tag] = many(
        "Labels of this business, by name.", OF_MEMBER, source=customers.MEMBER_TAGS, order="sort_name, pk"
    )
    notes: list[Note] = many(
        "Remarks of the staff: pinned ones first, then the newest.",
        OF_MEMBER,
        order="is_pinned desc, created_at desc, pk desc",
        guard=requires("notes.read"),
    )
    kids: list[Kid] = many(
        "Children, by first name.", OF_MEMBER, order="first_name, pk", guard=requires("kids.read")
    )
    consents: list[Consent] = many("Where they stand on every way to be reached.", OF_MEMBER, order="place")
    erasure: Erasure | None = one(
        "The wish to be forgotten that staff of this business noted; null where none waits.",
        OF_MEMBER,
        guard=requires("customers.erase"),
    )
    export: DataExport | None = one(
        "What staff of this business asked for last for this customer; null where there is none.",
        OF_MEMBER,
        order="requested_at desc, pk desc",
        guard=requires("customers.export"),
    )
    timeline: Connection[TimelineEntry] = pages(
        "All that happened with them at this business, and with those who were made one with them, newest first.",
        f"{OF_FAMILY} AND (self.business_pk = parent.business_id OR self.business_pk IS NULL)",
        order="occurred_at desc, pk desc",
        args={"kind": OF_KIND},
        filters={"kind": "self.kind = :kind"},
    )
    merges: list[CustomerMerge] = many(
        "Other customers who were made one with this one by this business, newest first.",
        OF_MEMBER,
        order="merged_at desc, pk desc",
        guard=requires("customers.merge"),
    )
    transactions: Connection[Annotated["Transaction", LEDGER]] = pages(
        "Movements of points at this business, newest first.",
        f"{OF_FAMILY} AND self.business_pk = parent.business_id",
        order="occurred_at desc, pk desc",
        guard=requires("points.read"),
    )
    purchases: Connection[Annotated["Purchase", PURCHASES]] = pages(
        "Bills of this business, newest first.",
        OF_MEMBER,
        order="occurred_at desc, pk desc",
        guard=requires("purchases.read"),
    )
    stamp_cards: list[Annotated["StampCard", STAMPS]] = many(
        "Stamp cards of this business: those that are being filled, then what was full or expired in the last ninety "
        "days, newest first.",
        f"{OF_FAMILY} AND self.business_pk = parent.business_id AND self.is_current",
        order="is_open desc, pk desc",
        guard=requires("stamps.read"),
    )
    vouchers: Connection[Annotated["Voucher", REWARDS]] = pages(
        "Vouchers of this business, newest first.",
        OF_MEMBER,
        order="issued_at desc, pk desc",
        guard=requires("rewards.read"),
    )
    redemptions: Connection[Annotated["VoucherUse", REWARDS]] = pages(
        "Uses of vouchers of this business, newest first.",
        OF_FAMILY,
        order="used_at desc, pk desc",
        guard=requires("rewards.read"),
    )
    last_purchase: Annotated["Purchase", PURCHASES] | None = one(
        "The newest bill of this business; null where there is none.",
        OF_MEMBER,
        order="occurred_at desc, pk desc",
        guard=requires("purchases.read"),
    )


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
