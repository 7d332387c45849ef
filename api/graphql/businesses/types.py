"""Tenants as clients see them."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from api import businesses
from api.core.errors import NotFound
from api.graphql import loaders
from api.graphql.base import (
    Info,
    Node,
    field,
    requires,
    resolver,
    show,
    show_all,
    shown,
    shows,
)
from api.graphql.businesses.enums import (
    ExpiryKind,
    ParticipantRole,
    PendingKind,
    Rounding,
    ShortfallPolicy,
)
from api.graphql.businesses.values import Brand as Brand
from api.graphql.businesses.values import EarnRate as EarnRate
from api.graphql.businesses.values import EarnRateInput as EarnRateInput
from api.graphql.businesses.values import PointLimits, show_brand, show_earn_rate, show_limits

if TYPE_CHECKING:
    from api.graphql.identity.types import ApiKey, Invitation, Role, StaffMember
    from api.graphql.purchases.types import EarnRule, StoreDay

IDENTITY = strawberry.lazy("api.graphql.identity.types")
PURCHASES = strawberry.lazy("api.graphql.purchases.types")
MICRO = 1_000_000


@strawberry.type(description="What a member may see of any business.")
class PublicBusiness(Node):
    """A business from outside."""

    brand: Brand = field("How it looks.")


@strawberry.type(description="What a member may see of a program.")
class PublicProgram(Node):
    """A program from outside."""

    name: str = field("The program's name.")
    points_name: str = field("What its points are called, like beans.")
    is_coalition: bool = field("Whether several businesses share it.")
    currency: str = field("The currency as ISO 4217 names it.")


@strawberry.type(description="A business taking part in a program.")
class Participant(Node):
    """A participation."""

    business: PublicBusiness = field("Who takes part.")
    role: ParticipantRole = field("As what.")
    earn_rate: EarnRate = field("The rate that holds for it.")
    joined_at: datetime = field("Since when.")


@strawberry.type(description="A points program: its unit, its rules, its place and time.")
class Program(Node):
    """A program with its settings."""

    name: str = field("The program's name.")
    points_name: str = field("What its points are called, like beans.")
    currency: str = field("The currency as ISO 4217 names it; it never changes.")
    time_zone: str = field("Where its days begin and end, as the IANA database names it.")
    region: str = field("The country whose phone numbers are written without a country code.")
    is_coalition: bool = field("Whether several businesses share it.")
    earn_rate: EarnRate = field("The rate that holds where a business or a rule has no other.")
    rounding: Rounding = field("How fractions of a point are treated.")
    point_value: float = field("What one point pays, in minor units of the currency: 10 is ten paise.")
    expiry_kind: ExpiryKind = field("When unspent points expire.")
    expiry_months: int = field("After how many months, where the kind counts them.")
    pending_kind: PendingKind = field("How long earned points wait.")
    pending_days: int = field("How many days, where the kind is DELAY.")
    pending_until: datetime | None = field("Until when, where the kind is FIXED_DATE.")
    shortfall_policy: ShortfallPolicy = field("What happens when a return takes back spent points.")
    reinstatement_days: int = field(
        "For how many days points live that a return gives back after their expiry."
    )
    void_window_seconds: int = field("For how many seconds a purchase can be undone by the till.")
    limits: PointLimits = field("The most points that may be earned or held.")
    version: int = field("Counts changes; send it back with yours to notice somebody else's.")

    @resolver("Who takes part, in the order of joining.")
    async def participants(self, info: Info) -> list[Participant]:
        """Reads through the loader."""
        found = await loaders.participants.load(info, self.pk)
        return [show_participant(each, self.currency) for each in found or ()]


@strawberry.type(description="A name over the door: a business may run several.")
class ShopBrand(Node):
    """A shop brand."""

    brand: Brand = field("How it looks.")
    is_active: bool = field("Whether it is in use.")


@strawberry.type(description="A place with a till.")
class Store(Node):
    """A store."""

    name: str = field("Its name.")
    code: str = field("The business's own short name for it, as in the till's files.")
    address: str = field("Street and number; may be empty.")
    city: str = field("The city; may be empty.")
    is_active: bool = field("Whether it sells.")
    version: int = field("Counts changes; send it back with yours to notice somebody else's.")
    shop_brand_pk: strawberry.Private[UUID | None]
    business_pk: strawberry.Private[UUID]

    @resolver("The name over its door, where it is not the business's own.")
    async def shop_brand(self, info: Info) -> ShopBrand | None:
        """Reads through the loader."""
        if self.shop_brand_pk is None:
            return None
        found = await loaders.shop_brands.load(info, self.shop_brand_pk)
        return None if found is None else show_shop_brand(found)

    @resolver("Today's numbers, in the program's days.", guard=requires("purchases.read"), cost=5)
    async def today(self, info: Info) -> Annotated["StoreDay", PURCHASES]:
        """Reads through the loader; another business's store says nothing."""
        info.context.viewer.require("purchases.read", self.business_pk)
        day: StoreDay = show("StoreDay", await loaders.store_days.load(info, self.pk))
        return day


@strawberry.type(description="The business that staff work in.")
class Business(Node):
    """A tenant from inside."""

    name: str = field("Its name.")
    contact_name: str = field("Whom to talk to.")
    contact_email: str | None = field("Where to write to.")
    brand: Brand = field("How it looks.")
    created_at: datetime = field("Since when it is here.")
    version: int = field("Counts changes; send it back with yours to notice somebody else's.")
    program_pk: strawberry.Private[UUID]

    @resolver("The program that it takes part in.")
    async def program(self, info: Info) -> Program:
        """Reads through the loader."""
        return show_program(await self._rules(info))

    @resolver("The rate that holds for it: its own, else the program's.")
    async def earn_rate(self, info: Info) -> EarnRate:
        """Reads through the loader."""
        rules = await self._rules(info)
        own = await loaders.earn_rates.load(info, self.pk)
        return show_earn_rate(own or rules.earn_rate, rules.currency)

    @resolver("Its stores, by name.")
    async def stores(self, info: Info) -> list[Store]:
        """Reads through the loader."""
        return shown(await loaders.stores_of_business.load(info, self.pk) or (), show_store)

    @resolver("Its shop brands, by name.")
    async def shop_brands(self, info: Info) -> list[ShopBrand]:
        """Reads through the loader."""
        return shown(await loaders.shop_brands_of_business.load(info, self.pk) or (), show_shop_brand)

    @resolver("Who works here, or did, by name.", guard=requires("staff.read"))
    async def staff(self, info: Info) -> list[Annotated["StaffMember", IDENTITY]]:
        """Reads through the loader, of one's own business."""
        info.context.viewer.require("staff.read", self.pk)
        return show_all("StaffMember", await loaders.staff_of_business.load(info, self.pk))

    @resolver("Bundles of permissions: the builtin ones, then one's own.", guard=requires("staff.read"))
    async def roles(self, info: Info) -> list[Annotated["Role", IDENTITY]]:
        """Reads through the loader, of one's own business."""
        info.context.viewer.require("staff.read", self.pk)
        return show_all("Role", await loaders.roles_of_business.load(info, self.pk))

    @resolver("Invitations that were not withdrawn, the newest first.", guard=requires("staff.manage"))
    async def invitations(self, info: Info) -> list[Annotated["Invitation", IDENTITY]]:
        """Reads through the loader, of one's own business."""
        info.context.viewer.require("staff.manage", self.pk)
        return show_all("Invitation", await loaders.invitations_of_business.load(info, self.pk))

    @resolver("Keys of third-party apps, the newest first.", guard=requires("api_keys.manage"))
    async def api_keys(self, info: Info) -> list[Annotated["ApiKey", IDENTITY]]:
        """Reads through the loader, of one's own business."""
        info.context.viewer.require("api_keys.manage", self.pk)
        return show_all("ApiKey", await loaders.api_keys_of_business.load(info, self.pk))

    @resolver("How purchases earn beyond the plain rate, in the order of their priority.")
    async def earn_rules(self, info: Info) -> list[Annotated["EarnRule", PURCHASES]]:
        """Reads through the loader."""
        return show_all("EarnRule", await loaders.earn_rules_of_business.load(info, self.pk))

    async def _rules(self, info: Info) -> businesses.ProgramRules:
        found = await loaders.programs.load(info, self.program_pk)
        if found is None:
            raise NotFound("There is no such program.")
        return found


@shows("PublicBusiness")
def show_public_business(record: businesses.BusinessInfo) -> PublicBusiness:
    """A business from outside."""
    return PublicBusiness(pk=record.id, brand=show_brand(record.brand))


@shows("PublicProgram")
def show_public_program(record: businesses.ProgramRules) -> PublicProgram:
    """A program from outside."""
    return PublicProgram(
        pk=record.id,
        name=record.name,
        points_name=record.points_name,
        is_coalition=record.is_coalition,
        currency=record.currency,
    )


@shows("Participant")
def show_participant(record: businesses.ParticipantInfo, currency: str) -> Participant:
    """A participation with its rate."""
    return Participant(
        pk=record.id,
        business=PublicBusiness(pk=record.business_id, brand=show_brand(record.brand)),
        role=ParticipantRole[record.role.name],
        earn_rate=show_earn_rate(record.earn_rate, currency),
        joined_at=record.joined_at,
    )


@shows("Program")
def show_program(record: businesses.ProgramRules) -> Program:
    """A program with its settings."""
    return Program(
        pk=record.id,
        name=record.name,
        points_name=record.points_name,
        currency=record.currency,
        time_zone=record.time_zone,
        region=record.region,
        is_coalition=record.is_coalition,
        earn_rate=show_earn_rate(record.earn_rate, record.currency),
        rounding=Rounding[record.rounding.name],
        point_value=record.point_value_micro_minor / MICRO,
        expiry_kind=ExpiryKind[record.expiry_kind.name],
        expiry_months=record.expiry_months,
        pending_kind=PendingKind[record.pending_kind.name],
        pending_days=record.pending_days,
        pending_until=record.pending_until,
        shortfall_policy=ShortfallPolicy[record.shortfall_policy.name],
        reinstatement_days=record.reinstatement_days,
        void_window_seconds=record.void_window_seconds,
        limits=show_limits(record.limits),
        version=record.version,
    )


@shows("ShopBrand")
def show_shop_brand(record: businesses.ShopBrandInfo) -> ShopBrand:
    """A shop brand."""
    return ShopBrand(pk=record.id, brand=show_brand(record.brand), is_active=record.is_active)


@shows("Store")
def show_store(record: businesses.StoreInfo) -> Store:
    """A store."""
    return Store(
        pk=record.id,
        name=record.name,
        code=record.code,
        address=record.address,
        city=record.city,
        is_active=record.is_active,
        version=record.version,
        shop_brand_pk=record.shop_brand_id,
        business_pk=record.business_id,
    )


@shows("Business")
def show_business(record: businesses.BusinessInfo) -> Business:
    """A tenant from inside."""
    return Business(
        pk=record.id,
        name=record.name,
        contact_name=record.contact_name,
        contact_email=record.contact_email,
        brand=show_brand(record.brand),
        created_at=record.created_at,
        version=record.version,
        program_pk=record.program_id,
    )
