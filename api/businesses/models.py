"""Tables of tenants: programs, businesses, stores, shop brands, participants."""

from tortoise import fields
from tortoise.fields.db_defaults import SqlDefault
from tortoise.indexes import Index

from api.core.fields import BusinessRow, Row, TenantRow, small_array


class Program(Row):
    """A points program: its currency of points, its rules, its place and time."""

    name = fields.CharField(max_length=120)
    points_name = fields.CharField(max_length=40, default="points")
    currency = fields.CharField(max_length=3)
    time_zone = fields.CharField(max_length=64)
    region = fields.CharField(max_length=2)
    is_coalition = fields.BooleanField(default=False)

    earn_points = fields.IntField(default=1)
    earn_per_minor = fields.BigIntField(default=1000)
    rounding = fields.CharField(max_length=10, default="floor")
    point_value_micro_minor = fields.BigIntField(default=10_000_000)

    pay_is_on = fields.BooleanField(default=True, db_default=True)
    pay_max_bp = fields.IntField(default=10_000, db_default=10_000)
    pay_min_points = fields.BigIntField(default=1, db_default=1)
    pay_max_points = fields.BigIntField(null=True)
    pay_step = fields.BigIntField(default=1, db_default=1)

    pending_kind = fields.CharField(max_length=12, default="none")
    pending_days = fields.SmallIntField(default=0)
    pending_until = fields.DatetimeField(null=True)
    expiry_kind = fields.CharField(max_length=20, default="rolling_months")
    expiry_months = fields.SmallIntField(default=12)
    shortfall_policy = fields.CharField(max_length=10, default="debt")
    reinstatement_days = fields.SmallIntField(default=30)
    reinstate_within_days = fields.SmallIntField(default=90, db_default=90)
    reminder_days = small_array(db_default=SqlDefault("'{30,7,1}'"))
    void_window_seconds = fields.IntField(default=900)

    limit_mode = fields.CharField(max_length=6, default="refuse")
    max_per_transaction = fields.BigIntField(null=True)
    max_per_day = fields.BigIntField(null=True)
    max_per_week = fields.BigIntField(null=True)
    max_per_month = fields.BigIntField(null=True)
    max_balance = fields.BigIntField(null=True)
    max_staff_awards_per_hour = fields.IntField(null=True)
    max_store_points_per_day = fields.BigIntField(null=True)
    max_amount_minor = fields.BigIntField(default=100_000_000)
    watches_awards = fields.BooleanField(default=False, db_default=False)

    version = fields.IntField(default=1)

    class Meta:
        table = "program"


class Business(TenantRow):
    """A shop or chain: the tenant that owns stores, staff and campaigns."""

    name = fields.CharField(max_length=120)
    contact_name = fields.CharField(max_length=120, default="")
    contact_email = fields.CharField(max_length=254, null=True)
    stock_color = fields.CharField(max_length=7, default="#8e1b4b")
    foil_color = fields.CharField(max_length=7, default="#ffb21c")
    motif = fields.CharField(max_length=20, default="")
    initials = fields.CharField(max_length=3, default="")
    logo_file_id = fields.UUIDField(null=True)
    status = fields.CharField(max_length=10, default="active")
    version = fields.IntField(default=1)

    class Meta:
        table = "business"
        indexes = (Index(fields=("program_id",)),)


class Participant(BusinessRow):
    """A business taking part in a program, its own or a shared one; its earn rate there."""

    role = fields.CharField(max_length=10, default="owner")
    earn_points = fields.IntField(null=True)
    earn_per_minor = fields.BigIntField(null=True)
    status = fields.CharField(max_length=10, default="active")
    left_at = fields.DatetimeField(null=True)
    funding = fields.CharField(max_length=8, default="redeem")

    class Meta:
        table = "participant"
        unique_together = (("program_id", "business_id"),)


class ShopBrand(BusinessRow):
    """A name over the door: a business may run several, each with its own look."""

    name = fields.CharField(max_length=120)
    stock_color = fields.CharField(max_length=7)
    foil_color = fields.CharField(max_length=7)
    motif = fields.CharField(max_length=20, default="")
    initials = fields.CharField(max_length=3, default="")
    logo_file_id = fields.UUIDField(null=True)
    is_active = fields.BooleanField(default=True)

    class Meta:
        table = "shop_brand"
        unique_together = (("program_id", "business_id", "name"),)


class Store(BusinessRow):
    """A place with a till."""

    shop_brand: fields.ForeignKeyNullableRelation[ShopBrand] = fields.ForeignKeyField(
        "regulars.ShopBrand", null=True, on_delete=fields.RESTRICT
    )
    name = fields.CharField(max_length=120)
    code = fields.CharField(max_length=40)
    address = fields.CharField(max_length=300, default="")
    city = fields.CharField(max_length=120, default="")
    is_active = fields.BooleanField(default=True)
    version = fields.IntField(default=1)

    class Meta:
        table = "store"
        unique_together = (("program_id", "business_id", "code"),)


class PartnerInvitation(BusinessRow):
    """An invitation to take part in the program of `business_id`, with its terms; answered once."""

    email = fields.CharField(max_length=254)
    token_hash = fields.CharField(max_length=64, unique=True)
    terms = fields.TextField()
    micro_minor = fields.BigIntField(null=True)
    funding = fields.CharField(max_length=8, default="redeem")
    invited_by_name = fields.CharField(max_length=120, default="")
    expires_at = fields.DatetimeField()
    state = fields.CharField(max_length=10, default="waiting")
    answered_at = fields.DatetimeField(null=True)
    answered_by_name = fields.CharField(max_length=120, default="")
    partner_id = fields.UUIDField(null=True)

    class Meta:
        table = "partner_invitation"
        indexes = (Index(fields=("business_id", "created_at")),)
