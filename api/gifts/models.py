"""Tables of gifts: a program's rules, and each gift."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from api.core.fields import BusinessRow, TenantRow


class GiftRules(TenantRow):
    """What gifts a program allows. Without a row there are none."""

    is_on = fields.BooleanField(default=False)
    min_points = fields.BigIntField(default=10)
    max_points = fields.BigIntField(default=1000)
    max_per_day = fields.BigIntField(null=True)
    max_per_month = fields.BigIntField(null=True)
    wait_days = fields.SmallIntField(default=14)
    version = fields.IntField(default=1)

    class Meta:
        table = "gift_rules"
        unique_together = (("program_id",),)


class Gift(BusinessRow):
    """Points of one member for another. Unique by program, source and idempotency key.

    `to_phone` is kept only while the gift waits for that number; `to_label` is what the giver reads.
    """

    giver: fields.ForeignKeyRelation[Model] = fields.ForeignKeyField(
        "regulars.Membership", on_delete=fields.RESTRICT, related_name="gifts_sent"
    )
    receiver: fields.ForeignKeyNullableRelation[Model] = fields.ForeignKeyField(
        "regulars.Membership", on_delete=fields.RESTRICT, null=True, related_name="gifts_received"
    )
    is_by_phone = fields.BooleanField(default=False)
    to_phone = fields.CharField(max_length=16, null=True)
    to_label = fields.CharField(max_length=120)
    points = fields.BigIntField()
    message = fields.CharField(max_length=200, default="")
    state = fields.CharField(max_length=8, default="draft")
    source = fields.CharField(max_length=40)
    idem_key = fields.CharField(max_length=160)
    request_hash = fields.CharField(max_length=64)
    out_tx_id = fields.UUIDField(null=True)
    in_tx_id = fields.UUIDField(null=True)
    back_tx_id = fields.UUIDField(null=True)
    confirm_until = fields.DatetimeField()
    sent_at = fields.DatetimeField(null=True)
    wait_until = fields.DatetimeField(null=True)
    ended_at = fields.DatetimeField(null=True)

    class Meta:
        table = "gift"
        unique_together = (("program_id", "source", "idem_key"),)
        indexes = (Index(fields=("giver_id", "sent_at")), Index(fields=("receiver_id", "ended_at")))
