"""Tables of suspicious awards: what a business watches, how much was given by whom, and what waits for a decision."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from api.core.fields import BusinessRow


class ReviewRule(BusinessRow):
    """What a business does about one kind of unusual award."""

    kind = fields.CharField(max_length=24)
    action = fields.CharField(max_length=8)
    most = fields.BigIntField(null=True)
    days = fields.SmallIntField(null=True)
    from_hour = fields.SmallIntField(null=True)
    to_hour = fields.SmallIntField(null=True)

    class Meta:
        table = "review_rule"
        unique_together = (("program_id", "business_id", "kind"),)


class AwardCount(Model):
    """Awards and points of a staff member, a store or a member in one window of time."""

    id = fields.BigIntField(primary_key=True)
    program_id = fields.UUIDField()
    business_id = fields.UUIDField()
    kind = fields.CharField(max_length=24)
    owner_id = fields.UUIDField()
    window_start = fields.DatetimeField()
    used = fields.BigIntField()

    class Meta:
        table = "award_count"
        unique_together = (("program_id", "business_id", "kind", "owner_id", "window_start"),)
        indexes = (Index(fields=("window_start",)),)


class ReviewItem(BusinessRow):
    """An award whose points are held until somebody decides, or one that was decided."""

    tx_id = fields.UUIDField()
    purchase_id = fields.UUIDField(null=True)
    membership: fields.ForeignKeyRelation[Model] = fields.ForeignKeyField(
        "regulars.Membership", on_delete=fields.RESTRICT
    )
    store_id = fields.UUIDField(null=True)
    staff_id = fields.UUIDField(null=True)
    staff_name = fields.CharField(max_length=120, default="")
    points = fields.BigIntField()
    reasons = fields.JSONField[list[object]](default=list)
    occurred_at = fields.DatetimeField()
    state = fields.CharField(max_length=8, default="open")
    decided_at = fields.DatetimeField(null=True)
    decided_by = fields.UUIDField(null=True)
    decided_name = fields.CharField(max_length=120, default="")
    note = fields.CharField(max_length=300, default="")

    class Meta:
        table = "review_item"
        unique_together = (("program_id", "tx_id"),)
        indexes = (
            Index(fields=("business_id", "created_at", "id")),
            Index(fields=("business_id", "staff_id", "created_at")),
        )
