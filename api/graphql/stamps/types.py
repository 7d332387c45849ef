"""Stamp cards as clients see them."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from api import businesses, stamps
from api.graphql.base import (
    Connection,
    Money,
    Node,
    Via,
    column,
    customer,
    either,
    embedded,
    money_columns,
    one,
    pages,
    reads,
    requires,
)
from api.graphql.stamps.enums import StampCardState, StampEarning, StampKind

if TYPE_CHECKING:
    from api.graphql.purchases.types import Purchase
    from api.graphql.rewards.types import Reward, Voucher

PURCHASES = strawberry.lazy("api.graphql.purchases.types")
REWARDS = strawberry.lazy("api.graphql.rewards.types")
READERS = requires("stamps.read")
OF_REWARDS = either(customer(), requires("rewards.read"))
HERE = "self.business_pk = viewer.business_id"


@reads(stamps.STAMP_DESIGNS, node="", guard=READERS)
@strawberry.type(description="A stamp card as a business offers it: its rules.")
class StampDesign(Node):
    """A design."""

    name: str = column("Its name.")
    stamps_needed: int = column("How many stamps fill it.")
    icon: str = column("The name of its stamp's icon; may be empty.")
    picture_url: str | None = column("Path of its picture on this server; null where there is none.")
    reward: Annotated["Reward", REWARDS] | None = one(
        "What a full card gives; null where the shop hands something over itself.",
        "self.pk = parent.reward_pk",
        guard=OF_REWARDS,
    )
    earning: StampEarning = column("How bills bring stamps.")
    category_ids: list[strawberry.ID] = column(
        "Goods of these categories, or of the products; empty for all."
    )
    product_ids: list[strawberry.ID] = column("These products, or goods of the categories; empty for all.")
    store_ids: list[strawberry.ID] = column("Stamped in these stores; empty for all.")
    least_bill: Money | None = embedded(
        "What a bill must come to; null for any bill.", money_columns("least_minor")
    )
    max_per_day: int | None = column("The most stamps that a customer gets on one day; null for any number.")
    valid_days: int | None = column("How many days a card lives from its first stamp on; null for ever.")
    starts_at: datetime | None = column("Stamped from this moment on.")
    ends_at: datetime | None = column("Stamped before this moment.")
    is_active: bool = column("Whether it is in use.")
    version: int = column("Counts changes; send it back with yours to notice somebody else's.")


@reads(stamps.STAMPS, node=HERE, guard=READERS)
@strawberry.type(description="Stamps put on a card, or taken off it, at once.")
class StampEntry(Node):
    """An entry of a card's history."""

    kind: StampKind = column("Why.")
    count: int = column("How many; negative where they were taken off.")
    reason: str = column("Why, in words; may be empty.")
    occurred_at: datetime = column("When.")
    staff_name: str = column("Who did it; empty where nobody did.", guard=READERS)
    store_name: str | None = column(
        "The name of the store; null where there was none.",
        name="name",
        via=Via(businesses.STORES, "self.pk = parent.store_pk"),
    )
    purchase: Annotated["Purchase", PURCHASES] | None = one(
        "The bill behind it; null where there is none, or where it is not the caller's business's.",
        "self.pk = parent.purchase_pk "
        "AND (viewer.person_id IS NOT NULL OR self.business_id = viewer.business_id)",
    )


@reads(stamps.STAMP_CARDS, node=HERE, guard=READERS)
@strawberry.type(description="One stamp card of a customer.")
class StampCard(Node):
    """A card that is filled."""

    design: StampDesign = one(
        "Its rules.", "self.pk = parent.design_pk AND self.business_id = parent.business_pk"
    )
    stamps: int = column("Stamps on it.")
    stamps_needed: int = column("Stamps that fill it, as it was when the first one came.")
    round: int = column("Which card of this design it is for the customer, from 1.")
    state: StampCardState = column("Where it stands.")
    started_at: datetime = column("When it was begun.")
    expires_at: datetime | None = column("Until when it can be filled; null for ever, and without a stamp.")
    ended_at: datetime | None = column("When it was full or expired.")
    voucher: Annotated["Voucher", REWARDS] | None = one(
        "What the full card gave; null before, and while its reward is out of stock.",
        "self.pk = parent.voucher_pk AND self.business_id = parent.business_pk",
        guard=OF_REWARDS,
    )
    history: Connection[StampEntry] = pages(
        "What was put on it and taken off, newest first.",
        "self.card_pk = parent.pk",
        order="occurred_at desc, pk desc",
    )
