"""Birthday promotions and presents as clients see them."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from api import promotions
from api.graphql.base import (
    Connection,
    Money,
    Node,
    Points,
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
from api.graphql.promotions.enums import PromotionAudience

if TYPE_CHECKING:
    from api.graphql.businesses.types import PublicBusiness
    from api.graphql.customers.types import Customer
    from api.graphql.rewards.types import Reward, Voucher
    from api.graphql.wallet.types import Card

BUSINESSES = strawberry.lazy("api.graphql.businesses.types")
CUSTOMERS = strawberry.lazy("api.graphql.customers.types")
REWARDS = strawberry.lazy("api.graphql.rewards.types")
WALLET = strawberry.lazy("api.graphql.wallet.types")
READERS = requires("promotions.read")
HOLDERS = either(customer(), READERS)
THEIRS = "self.business_id = viewer.business_id OR self.owner_pk = viewer.person_id"


@reads(promotions.PRESENTS, node=THEIRS, guard=HOLDERS, scoped=False)
@strawberry.type(description="A present for one birthday: a voucher or points.")
class BirthdayPresent(Node):
    """A present."""

    name: str = column("The promotion's name.")
    birthday: date = column("The birthday that it is for.")
    turns: int | None = column(
        "The age that it brings; null without the year of birth.",
        guard=either(customer(), requires("kids.read")),
    )
    kid_name: str | None = column(
        "The child's first name; null for the member's own birthday, and where the child was removed.",
        guard=either(customer(), requires("kids.read")),
    )
    points: Points = column("Points that were given; 0 for a voucher.")
    voucher: Annotated["Voucher", REWARDS] | None = one(
        "The voucher; null for points.",
        "self.pk = parent.voucher_pk",
        guard=either(customer(), requires("rewards.read")),
    )
    good_until: datetime = column("It is good before this moment; points stay.")
    is_open: bool = column("Whether it can still be used.")
    given_at: datetime = column("When it was given.")
    seen_at: datetime | None = column("When its holder first looked at it; null for not yet.")
    used_at: datetime | None = column("When its voucher was used; null where it was not.")
    business: Annotated["PublicBusiness", BUSINESSES] = one(
        "The business that gives it.", "self.pk = parent.business_id"
    )
    card: Annotated["Card", WALLET] | None = one(
        "The caller's own card that it is on; null for staff.",
        "self.pk = parent.membership_pk AND self.owner_pk = viewer.person_id",
        scoped=False,
    )
    customer: Annotated["Customer", CUSTOMERS] | None = one(
        "Whose card it is on; null where the business has not met the member.",
        "self.pk = parent.membership_pk AND self.business_id = viewer.business_id AND self.is_met",
        guard=requires("customers.read"),
    )


@reads(promotions.FUNNELS)
@strawberry.type(description="What came of a promotion.")
class PromotionFunnel:
    """Figures."""

    given: int = column("Presents that were given.")
    seen: int = column("Presents that their holders looked at.")
    used: int = column("Presents whose voucher was used.")
    revenue: Money = embedded(
        "What was paid on the bills on which their vouchers were used, less returns.",
        money_columns("revenue_minor"),
    )


@reads(promotions.PROMOTIONS, node="", guard=READERS)
@strawberry.type(description="A present that a business gives for birthdays.")
class Promotion(Node):
    """A promotion."""

    name: str = column("Its name, as customers see it.")
    audience: PromotionAudience = column("Whose birthday.")
    age_from: int | None = column("The age that the birthday brings is at least this; null for any.")
    age_to: int | None = column("The age that the birthday brings is at most this; null for any.")
    reward: Annotated["Reward", REWARDS] | None = one(
        "What a voucher is given of; null for points.",
        "self.pk = parent.reward_pk",
        guard=requires("rewards.read"),
    )
    points: Points | None = column("Points that are given; null for a voucher.")
    announce_days: int = column("Given so many days before the birthday.")
    valid_days: int = column("Good until so many days after it.")
    budget: Points | None = column("The most presents that there may ever be; null without end.")
    is_active: bool = column("Whether it is in use.")
    version: int = column("Counts changes; send it back with yours to notice somebody else's.")
    funnel: PromotionFunnel = one("What came of it.", "self.pk = parent.pk")
    presents: Connection[BirthdayPresent] = pages(
        "Presents that it gave, newest first.",
        "self.promotion_pk = parent.pk",
        order="given_at desc, pk desc",
        guard=requires("customers.read"),
    )


@reads(promotions.COMING_PRESENTS)
@strawberry.type(description="What a child's next birthday will bring.")
class ComingPresent:
    """A present to come."""

    name: str = column("The promotion's name.")
    on_day: date = column("The day from which it is on the card.")
    birthday: date = column("The birthday.")
    points: Points | None = column("Points; null for a voucher.")
    reward_name: str | None = column("What the voucher is good for; null for points.")
    business: Annotated["PublicBusiness", BUSINESSES] = one(
        "The business that gives it.", "self.pk = parent.business_pk"
    )
