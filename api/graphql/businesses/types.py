"""Tenants as clients see them."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from api import businesses
from api.graphql.base import (
    Connection,
    Node,
    Via,
    column,
    embedded,
    many,
    one,
    pages,
    reads,
    requires,
    signed_in,
    staff,
)
from api.graphql.businesses.enums import (
    ExpiryKind,
    ParticipantRole,
    PartnerFunding,
    PendingKind,
    Rounding,
    ShortfallPolicy,
)
from api.graphql.businesses.values import EARN_RATE, LIMITS, PAYMENT, PointLimits, PointPayment
from api.graphql.businesses.values import Brand as Brand
from api.graphql.businesses.values import EarnRate as EarnRate
from api.graphql.businesses.values import EarnRateInput as EarnRateInput

if TYPE_CHECKING:
    from api.graphql.erp.types import ErpConflict, ErpConnection
    from api.graphql.identity.types import ApiKey, Invitation, Role, StaffMember
    from api.graphql.purchases.types import EarnRule, StoreDay

ERP = strawberry.lazy("api.graphql.erp.types")
IDENTITY = strawberry.lazy("api.graphql.identity.types")
PURCHASES = strawberry.lazy("api.graphql.purchases.types")
MICRO = 1_000_000
MINE = "self.pk = viewer.business_id"
OF_BUSINESS = "self.program_id = parent.program_id AND self.business_id = parent.pk"


@reads(businesses.BUSINESSES, node="", guard=signed_in())
@strawberry.type(description="What a member may see of any business.")
class PublicBusiness(Node):
    """A business from outside."""

    brand: Brand = embedded("How it looks.", businesses.LOOK)


@reads(businesses.PROGRAMS, node="", guard=signed_in())
@strawberry.type(description="What a member may see of a program.")
class PublicProgram(Node):
    """A program from outside."""

    name: str = column("The program's name.")
    points_name: str = column("What its points are called, like beans.")
    is_coalition: bool = column("Whether several businesses share it.")
    currency: str = column("The currency as ISO 4217 names it.")


@reads(businesses.PARTICIPANTS, node="", guard=staff())
@strawberry.type(description="A business taking part in a program.")
class Participant(Node):
    """A participation."""

    business: PublicBusiness = one("Who takes part.", "self.pk = parent.business_pk")
    role: ParticipantRole = column("As what.")
    earn_rate: EarnRate = embedded("The rate that holds for it.", EARN_RATE)
    joined_at: datetime = column("Since when.")
    funding: PartnerFunding = column("How it pays for its points that others redeem.")


@reads(businesses.PROGRAMS, node="self.pk = viewer.program_id", guard=staff())
@strawberry.type(description="A points program: its unit, its rules, its place and time.")
class Program(Node):
    """A program with its settings."""

    name: str = column("The program's name.")
    points_name: str = column("What its points are called, like beans.")
    currency: str = column("The currency as ISO 4217 names it; it never changes.")
    time_zone: str = column("Where its days begin and end, as the IANA database names it.")
    region: str = column("The country whose phone numbers are written without a country code.")
    is_coalition: bool = column("Whether several businesses share it.")
    earn_rate: EarnRate = embedded("The rate that holds where a business or a rule has no other.", EARN_RATE)
    rounding: Rounding = column("How fractions of a point are treated.")
    point_value: float = column("What one point pays, in minor units of the currency: 10 is ten paise.")
    expiry_kind: ExpiryKind = column("When unspent points expire.")
    expiry_months: int = column("After how many months, where the kind counts them.")
    pending_kind: PendingKind = column("How long earned points wait.")
    pending_days: int = column("How many days, where the kind is DELAY; at most so many where it is EVENT.")
    pending_until: datetime | None = column("Until when, where the kind is FIXED_DATE.")
    shortfall_policy: ShortfallPolicy = column("What happens when a return takes back spent points.")
    reinstatement_days: int = column(
        "For how many days points live that a return gives back after their expiry."
    )
    expiry_reminder_days: list[int] = column(
        "How many days before points expire their holder is told, the earliest first; empty for not at all.",
        name="reminder_days",
    )
    reinstate_within_days: int = column("For how many days after it an expiry can be undone by hand.")
    void_window_seconds: int = column("For how many seconds a purchase can be undone by the till.")
    limits: PointLimits = embedded("The most points that may be earned or held.", LIMITS)
    payment: PointPayment = embedded(
        "How bills may be paid with points.",
        PAYMENT,
        via=Via(businesses.POINT_PAYMENTS, "self.pk = parent.pk"),
    )
    version: int = column("Counts changes; send it back with yours to notice somebody else's.")

    participants: list[Participant] = many(
        "Who takes part, in the order of joining.", "self.program_id = parent.pk", order="joined_at, pk"
    )


@reads(businesses.SHOP_BRANDS, node="", guard=staff())
@strawberry.type(description="A name over the door: a business may run several.")
class ShopBrand(Node):
    """A shop brand."""

    brand: Brand = embedded("How it looks.", businesses.LOOK)
    is_active: bool = column("Whether it is in use.")


@reads(businesses.STORES, node="", guard=requires("stores.read"))
@strawberry.type(description="A place with a till.")
class Store(Node):
    """A store."""

    name: str = column("Its name.")
    code: str = column("The business's own short name for it, as in the till's files.")
    address: str = column("Street and number; may be empty.")
    city: str = column("The city; may be empty.")
    is_active: bool = column("Whether it sells.")
    version: int = column("Counts changes; send it back with yours to notice somebody else's.")
    shop_brand: ShopBrand | None = one(
        "The name over its door, where it is not the business's own.", "self.pk = parent.shop_brand_pk"
    )

    today: Annotated["StoreDay", PURCHASES] = one(
        "Today's numbers, in the program's days.",
        "self.store_pk = parent.pk",
        guard=requires("purchases.read"),
        cost=5,
    )


@reads(businesses.BUSINESSES, node=MINE, guard=staff())
@strawberry.type(description="The business that staff work in.")
class Business(Node):
    """A tenant from inside."""

    name: str = column("Its name.")
    contact_name: str = column("Whom to talk to.")
    contact_email: str | None = column("Where to write to.")
    brand: Brand = embedded("How it looks.", businesses.LOOK)
    created_at: datetime = column("Since when it is here.")
    version: int = column("Counts changes; send it back with yours to notice somebody else's.")
    program: Program = one("The program that it takes part in.", "self.pk = parent.program_id")
    is_program_owner: bool = column(
        "Whether it owns the program: the owner invites, agrees rates and settles.",
        sql="(self.pk = read.program_owner(self.program_id))",
    )
    earn_rate: EarnRate = embedded("The rate that holds for it: its own, else the program's.", EARN_RATE)
    stores: list[Store] = many("Its stores, by name.", OF_BUSINESS, order="name, pk")
    shop_brands: list[ShopBrand] = many("Its shop brands, by name.", OF_BUSINESS, order="name, pk")

    staff: list[Annotated["StaffMember", IDENTITY]] = many(
        "Who works here, or did, by name.", OF_BUSINESS, order="name, pk", guard=requires("staff.read")
    )
    roles: list[Annotated["Role", IDENTITY]] = many(
        "Bundles of permissions: the builtin ones, then one's own.",
        OF_BUSINESS,
        order="is_builtin desc, name, pk",
        guard=requires("staff.read"),
    )
    invitations: list[Annotated["Invitation", IDENTITY]] = many(
        "Invitations that were not withdrawn, the newest first.",
        f"{OF_BUSINESS} AND self.revoked_at IS NULL",
        order="created_at desc, pk desc",
        guard=requires("staff.manage"),
    )
    api_keys: list[Annotated["ApiKey", IDENTITY]] = many(
        "Keys of third-party apps, the newest first.",
        OF_BUSINESS,
        order="created_at desc, pk desc",
        guard=requires("api_keys.manage"),
    )
    earn_rules: list[Annotated["EarnRule", PURCHASES]] = many(
        "How purchases earn beyond the plain rate, in the order of their priority.",
        OF_BUSINESS,
        order="priority, pk",
    )
    erp_connections: list[Annotated["ErpConnection", ERP]] = many(
        "The shop's own systems that are read, by name.",
        OF_BUSINESS,
        order="name, pk",
        guard=requires("erp.read"),
    )
    erp_conflicts: Connection[Annotated["ErpConflict", ERP]] = pages(
        "What the source and we say differently of customers and nobody decided yet, newest first.",
        f"{OF_BUSINESS} AND self.state = 'open'",
        order="created_at desc, pk desc",
        guard=requires("erp.read"),
    )
    erp_conflicts_decided: Connection[Annotated["ErpConflict", ERP]] = pages(
        "What was decided of what the source and we said differently, the newest decision first.",
        f"{OF_BUSINESS} AND self.state <> 'open'",
        order="decided_at desc, pk desc",
        guard=requires("erp.read"),
    )
