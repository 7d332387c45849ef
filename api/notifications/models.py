"""The table of messages."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from api.core.fields import TenantRow


class Message(TenantRow):
    """Something said to a member, once for each key."""

    business_id = fields.UUIDField(null=True)
    membership: fields.ForeignKeyRelation[Model] = fields.ForeignKeyField(
        "regulars.Membership", on_delete=fields.RESTRICT
    )
    kind = fields.CharField(max_length=60)
    params = fields.JSONField[dict[str, object]](default=dict)
    link = fields.CharField(max_length=300, default="")
    key = fields.CharField(max_length=160)
    expires_at = fields.DatetimeField(null=True)
    read_at = fields.DatetimeField(null=True)

    class Meta:
        table = "message"
        unique_together = (("program_id", "key"),)
        indexes = (Index(fields=("membership_id", "created_at", "id")), Index(fields=("created_at",)))
