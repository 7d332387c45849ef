"""Tables of birthday promotions and the presents that they gave."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from api.core.fields import BusinessRow


class Promotion(BusinessRow):
    """A present for birthdays. `given` counts presents, never more than `budget`; `checked_on` is the program's day."""

    name = fields.CharField(max_length=120)
    audience = fields.CharField(max_length=8)
    age_from = fields.SmallIntField(null=True)
    age_to = fields.SmallIntField(null=True)
    reward: fields.ForeignKeyNullableRelation[Model] = fields.ForeignKeyField(
        "regulars.Reward", null=True, on_delete=fields.RESTRICT
    )
    points = fields.BigIntField(null=True)
    announce_days = fields.SmallIntField()
    valid_days = fields.SmallIntField()
    budget = fields.BigIntField(null=True)
    given = fields.BigIntField(default=0)
    runs_from = fields.DateField()
    checked_on = fields.DateField(null=True)
    is_active = fields.BooleanField(default=True)
    version = fields.IntField(default=1)

    class Meta:
        table = "promotion"
        indexes = (Index(fields=("program_id", "business_id", "is_active")),)


class BirthdayPresent(BusinessRow):
    """One present. `subject_id` is the child, or the membership for the member's own birthday."""

    promotion: fields.ForeignKeyRelation[Promotion] = fields.ForeignKeyField(
        "regulars.Promotion", related_name="presents", on_delete=fields.RESTRICT
    )
    membership: fields.ForeignKeyRelation[Model] = fields.ForeignKeyField(
        "regulars.Membership", on_delete=fields.RESTRICT
    )
    subject_id = fields.UUIDField()
    year = fields.SmallIntField()
    birthday = fields.DateField()
    turns = fields.SmallIntField(null=True)
    voucher: fields.ForeignKeyNullableRelation[Model] = fields.ForeignKeyField(
        "regulars.Voucher", null=True, on_delete=fields.RESTRICT
    )
    points = fields.BigIntField(default=0)
    good_until = fields.DatetimeField()
    seen_at = fields.DatetimeField(null=True)

    class Meta:
        table = "birthday_present"
        unique_together = (("program_id", "promotion_id", "subject_id", "year"),)
        indexes = (
            Index(fields=("membership_id", "created_at", "id")),
            Index(fields=("promotion_id", "created_at", "id")),
        )
