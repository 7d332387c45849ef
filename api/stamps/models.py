"""Tables of stamp cards: designs, the cards of members, and stamps put on or taken off."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from api.core.fields import BusinessRow, uuid_array


class StampDesign(BusinessRow):
    """The rules of a stamp card."""

    name = fields.CharField(max_length=120)
    stamps_needed = fields.SmallIntField()
    icon = fields.CharField(max_length=40, default="")
    picture_file_id = fields.UUIDField(null=True)
    reward: fields.ForeignKeyNullableRelation[Model] = fields.ForeignKeyField(
        "regulars.Reward", null=True, on_delete=fields.RESTRICT
    )
    earning = fields.CharField(max_length=12)
    category_ids = uuid_array()
    product_ids = uuid_array()
    store_ids = uuid_array()
    least_minor = fields.BigIntField(null=True)
    max_per_day = fields.SmallIntField(null=True)
    valid_days = fields.SmallIntField(null=True)
    starts_at = fields.DatetimeField(null=True)
    ends_at = fields.DatetimeField(null=True)
    is_active = fields.BooleanField(default=True)
    version = fields.IntField(default=1)

    class Meta:
        table = "stamp_design"
        indexes = (Index(fields=("program_id", "business_id", "is_active")),)


class StampCard(BusinessRow):
    """One card of a member. `stamps_needed` is as it was when its first stamp came."""

    membership: fields.ForeignKeyRelation[Model] = fields.ForeignKeyField(
        "regulars.Membership", on_delete=fields.RESTRICT
    )
    design: fields.ForeignKeyRelation[StampDesign] = fields.ForeignKeyField(
        "regulars.StampDesign", on_delete=fields.RESTRICT
    )
    round = fields.IntField()
    stamps = fields.SmallIntField()
    stamps_needed = fields.SmallIntField()
    state = fields.CharField(max_length=8)
    expires_at = fields.DatetimeField(null=True)
    ended_at = fields.DatetimeField(null=True)
    voucher: fields.ForeignKeyNullableRelation[Model] = fields.ForeignKeyField(
        "regulars.Voucher", null=True, on_delete=fields.RESTRICT
    )

    class Meta:
        table = "stamp_card"
        unique_together = (("program_id", "membership_id", "design_id", "round"),)


class Stamp(BusinessRow):
    """Stamps put on (positive) or taken off (negative) at once. Append-only.

    What was done at once shares `act_id`; `seq` numbers its rows. `lines` are (line of the bill, stamps that it gave).
    """

    act_id = fields.UUIDField()
    seq = fields.SmallIntField()
    card: fields.ForeignKeyRelation[StampCard] = fields.ForeignKeyField(
        "regulars.StampCard", related_name="history", on_delete=fields.RESTRICT
    )
    membership_id = fields.UUIDField()
    design_id = fields.UUIDField()
    kind = fields.CharField(max_length=8)
    count = fields.SmallIntField()
    source = fields.CharField(max_length=40)
    idem_key = fields.CharField(max_length=160)
    request_hash = fields.CharField(max_length=64)
    day = fields.DateField()
    store_id = fields.UUIDField(null=True)
    staff_id = fields.UUIDField(null=True)
    staff_name = fields.CharField(max_length=120, default="")
    reason = fields.CharField(max_length=300, default="")
    purchase_id = fields.UUIDField(null=True)
    lines = fields.JSONField[list[object]](default=list)
    undoes_id = fields.UUIDField(null=True)

    class Meta:
        table = "stamp"
        unique_together = (("program_id", "source", "idem_key", "seq"),)
        indexes = (Index(fields=("card_id", "id")), Index(fields=("membership_id", "design_id", "day")))
