"""Members as staff see them."""

from datetime import datetime
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
    embedded,
    many,
    money_columns,
    one,
    pages,
    reads,
    requires,
)
from api.graphql.customers.enums import CustomerLifecycle, CustomerStanding, CustomerStatus
from api.graphql.customers.parts import BIRTHDAY, Birthday, Consent
from api.graphql.customers.timeline import TimelineEntry, TimelineKind
from api.graphql.customers.types.details import CustomerMerge, Note, Tag
from api.graphql.customers.types.kids import Kid
from api.graphql.customers.types.leaving import DataExport, Erasure
from api.graphql.customers.types.slices import LEDGER, PURCHASES, REWARDS, STAMPS, TIERS

if TYPE_CHECKING:
    from api.graphql.ledger.types import ExpiredPoints, Transaction, UseBy
    from api.graphql.purchases.types import Purchase
    from api.graphql.rewards.types import Voucher, VoucherUse
    from api.graphql.stamps.types import StampCard
    from api.graphql.tiers.types import TierChange, TierStanding

OF_KIND = Annotated[TimelineKind | None, strawberry.argument(description="Of this kind alone.")]
OF_MEMBER = "self.membership_pk = parent.pk"
OF_FAMILY = "self.membership_pk = ANY (read.family(parent.pk))"
"""History that is not moved by a merge: theirs, and that of those merged into them."""
POINTS = Via(ledger.BALANCES, "self.pk = parent.pk")


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
