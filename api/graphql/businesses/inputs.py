"""What can be changed about tenants; a field that is left out stays as it is."""

from datetime import datetime

import strawberry

from api import businesses
from api.graphql.base import Points, field
from api.graphql.businesses.enums import ExpiryKind, LimitMode, PendingKind, Rounding, ShortfallPolicy
from api.graphql.businesses.types import MICRO
from api.graphql.businesses.values import EarnRateInput, PointPaymentInput

VERSION = "The version that you saw; refused with CONFLICT where somebody changed it since."


@strawberry.input(description="What to change about the business. What is left out stays.")
class UpdateBusinessInput:
    """Changes of a business."""

    name: str | None = field("Its name, at most 120 characters.", default=None)
    contact_name: str | None = field("Whom to talk to.", default=None)
    contact_email: str | None = field("Where to write to; null for nowhere.", default=strawberry.UNSET)
    stock_color: str | None = field("The colour of the card's paper, as #rrggbb.", default=None)
    foil_color: str | None = field("The colour of its printing, as #rrggbb.", default=None)
    motif: str | None = field("Name of the drawing on the card.", default=None)
    initials: str | None = field("Up to three letters for small places.", default=None)
    earn_rate: EarnRateInput | None = field(
        "Its own rate; null: the program's holds again.", default=strawberry.UNSET
    )
    version: int | None = field(VERSION, default=None)

    def changes(self) -> businesses.BusinessChanges:
        """As the domain takes them."""
        changes = businesses.BusinessChanges()
        for name in ("name", "contact_name", "stock_color", "foil_color", "motif", "initials"):
            if (value := getattr(self, name)) is not None:
                changes[name] = value
        if self.contact_email is not strawberry.UNSET:
            changes["contact_email"] = self.contact_email
        if self.earn_rate is not strawberry.UNSET:
            changes["earn_rate"] = None if self.earn_rate is None else self.earn_rate.value()
        return changes


@strawberry.input(description="A new logo.")
class UploadLogoInput:
    """A logo."""

    content_base64: str = field("A PNG, JPEG or WebP picture of at most 512 kB, in base64 (RFC 4648).")
    shop_brand_id: strawberry.ID | None = field(
        "Whose logo, where it is not the business's own.", default=None
    )


@strawberry.input(description="All limits of a program anew: what is left out has no limit.")
class PointLimitsInput:
    """Limits."""

    mode: LimitMode | None = field("What happens beyond a limit; REFUSE when left out.", default=None)
    per_transaction: Points | None = field("By one purchase.", default=None)
    per_day: Points | None = field("By one member in a day.", default=None)
    per_week: Points | None = field("By one member in seven days.", default=None)
    per_month: Points | None = field("By one member in thirty days.", default=None)
    balance: Points | None = field("Held by one member.", default=None)
    staff_awards_per_hour: int | None = field(
        "Awards by hand that one staff member may make in an hour.", default=None
    )
    store_points_per_day: Points | None = field("Given by one store in a day.", default=None)

    def value(self) -> businesses.PointLimits:
        """As the domain's limits."""
        return businesses.PointLimits(
            mode=businesses.LimitMode[(self.mode or LimitMode.REFUSE).name],
            per_transaction=self.per_transaction,
            per_day=self.per_day,
            per_week=self.per_week,
            per_month=self.per_month,
            balance=self.balance,
            staff_awards_per_hour=self.staff_awards_per_hour,
            store_points_per_day=self.store_points_per_day,
        )


@strawberry.input(
    description="What to change about the program, for points earned from now on. What is left out stays."
)
class UpdateProgramInput:
    """Changes of a program."""

    name: str | None = field("The program's name, at most 120 characters.", default=None)
    points_name: str | None = field("What its points are called, at most 40 characters.", default=None)
    time_zone: str | None = field(
        "Where its days begin and end, as the IANA database names it.", default=None
    )
    earn_rate: EarnRateInput | None = field("The rate where no other holds.", default=None)
    rounding: Rounding | None = field("How fractions of a point are treated.", default=None)
    point_value: float | None = field("What one point pays, in minor units of the currency.", default=None)
    payment: PointPaymentInput | None = field("All rules of paying with points anew.", default=None)
    expiry_kind: ExpiryKind | None = field("When unspent points expire.", default=None)
    expiry_months: int | None = field("After how many months: 1 to 120.", default=None)
    pending_kind: PendingKind | None = field("How long earned points wait.", default=None)
    pending_days: int | None = field("How many days: 0 to 365.", default=None)
    pending_until: datetime | None = field("Until when, where the kind is FIXED_DATE.", default=None)
    shortfall_policy: ShortfallPolicy | None = field(
        "What happens when a return takes back spent points.", default=None
    )
    reinstatement_days: int | None = field(
        "For how many days points live that a return gives back after their expiry: 0 to 365.", default=None
    )
    expiry_reminder_days: list[int] | None = field(
        "How many days before points expire their holder is told: up to five, each 1 to 180; empty for not at all.",
        default=None,
    )
    reinstate_within_days: int | None = field(
        "For how many days after it an expiry can be undone by hand: 0 to 730.", default=None
    )
    void_window_seconds: int | None = field(
        "For how many seconds a purchase can be undone by the till, at most a week.", default=None
    )
    limits: PointLimitsInput | None = field("All limits anew.", default=None)
    version: int | None = field(VERSION, default=None)

    def changes(self) -> businesses.ProgramChanges:
        """As the domain takes them."""
        changes = businesses.ProgramChanges()
        for name in (
            "name",
            "points_name",
            "time_zone",
            "expiry_months",
            "pending_days",
            "pending_until",
            "reinstatement_days",
            "reinstate_within_days",
            "void_window_seconds",
        ):
            if (value := getattr(self, name)) is not None:
                changes[name] = value
        self._add_choices(changes)
        if self.earn_rate is not None:
            changes["earn_rate"] = self.earn_rate.value()
        if self.point_value is not None:
            changes["point_value_micro_minor"] = round(self.point_value * MICRO)
        if self.payment is not None:
            changes["payment"] = self.payment.value()
        if self.expiry_reminder_days is not None:
            changes["reminder_days"] = tuple(self.expiry_reminder_days)
        if self.limits is not None:
            changes["limits"] = self.limits.value()
        return changes

    def _add_choices(self, changes: businesses.ProgramChanges) -> None:
        if self.rounding is not None:
            changes["rounding"] = businesses.Rounding[self.rounding.name]
        if self.expiry_kind is not None:
            changes["expiry_kind"] = businesses.ExpiryKind[self.expiry_kind.name]
        if self.pending_kind is not None:
            changes["pending_kind"] = businesses.PendingKind[self.pending_kind.name]
        if self.shortfall_policy is not None:
            changes["shortfall_policy"] = businesses.ShortfallPolicy[self.shortfall_policy.name]


@strawberry.input(description="A new store.")
class CreateStoreInput:
    """A store."""

    name: str = field("Its name, at most 120 characters.")
    code: str = field(
        "Your own short name for it, at most 40 letters, digits or ._/-; no two stores share one."
    )
    address: str | None = field("Street and number.", default=None)
    city: str | None = field("The city.", default=None)
    shop_brand_id: strawberry.ID | None = field("The name over its door.", default=None)


@strawberry.input(description="What to change about a store. What is left out stays.")
class UpdateStoreInput:
    """Changes of a store."""

    store_id: strawberry.ID = field("Which store.")
    name: str | None = field("Its name, at most 120 characters.", default=None)
    code: str | None = field("Your own short name for it.", default=None)
    address: str | None = field("Street and number.", default=None)
    city: str | None = field("The city.", default=None)
    shop_brand_id: strawberry.ID | None = field(
        "The name over its door; null for the business's own.", default=strawberry.UNSET
    )
    is_active: bool | None = field("Whether it sells.", default=None)
    version: int | None = field(VERSION, default=None)


@strawberry.input(description="A new shop brand.")
class CreateShopBrandInput:
    """A shop brand."""

    name: str = field("The name over the door, at most 120 characters.")
    stock_color: str = field("The colour of the card's paper, as #rrggbb.")
    foil_color: str = field("The colour of its printing, as #rrggbb.")
    motif: str | None = field("Name of the drawing on the card.", default=None)
    initials: str | None = field(
        "Up to three letters for small places; made from the name else.", default=None
    )


@strawberry.input(description="What to change about a shop brand. What is left out stays.")
class UpdateShopBrandInput:
    """Changes of a shop brand."""

    shop_brand_id: strawberry.ID = field("Which shop brand.")
    name: str | None = field("The name over the door, at most 120 characters.", default=None)
    stock_color: str | None = field("The colour of the card's paper, as #rrggbb.", default=None)
    foil_color: str | None = field("The colour of its printing, as #rrggbb.", default=None)
    motif: str | None = field("Name of the drawing on the card.", default=None)
    initials: str | None = field("Up to three letters for small places.", default=None)
    is_active: bool | None = field("Whether it is in use.", default=None)

    def changes(self) -> businesses.ShopBrandChanges:
        """As the domain takes them."""
        changes = businesses.ShopBrandChanges()
        for name in ("name", "stock_color", "foil_color", "motif", "initials", "is_active"):
            if (value := getattr(self, name)) is not None:
                changes[name] = value
        return changes
