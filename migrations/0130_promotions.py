"""Birthday promotions and the presents that they gave."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.fields.db_defaults import Now
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from api.core.ids import new_id
from migrations.sql import sql


class Migration(migrations.Migration):
    """See sql/0130_promotions*.sql."""

    dependencies = [("regulars", "0121_family_rules")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Promotion",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=True)),
                ("program_id", fields.UUIDField()),
                ("business_id", fields.UUIDField()),
                ("name", fields.CharField(max_length=120)),
                ("audience", fields.CharField(max_length=8)),
                ("age_from", fields.SmallIntField(null=True)),
                ("age_to", fields.SmallIntField(null=True)),
                (
                    "reward",
                    fields.ForeignKeyField(
                        "regulars.Reward",
                        source_field="reward_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("points", fields.BigIntField(null=True)),
                ("announce_days", fields.SmallIntField()),
                ("valid_days", fields.SmallIntField()),
                ("budget", fields.BigIntField(null=True)),
                ("given", fields.BigIntField(default=0)),
                ("runs_from", fields.DateField()),
                ("checked_on", fields.DateField(null=True)),
                ("is_active", fields.BooleanField(default=True)),
                ("version", fields.IntField(default=1)),
            ],
            options={
                "table": "promotion",
                "app": "regulars",
                "indexes": [Index(fields=["program_id", "business_id", "is_active"])],
                "pk_attr": "id",
                "table_description": "A present for birthdays. `given` counts presents, never more than `budget`; `checked_on` is the program's day.",
            },
            bases=["BusinessRow"],
        ),
        ops.CreateModel(
            name="BirthdayPresent",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=True)),
                ("program_id", fields.UUIDField()),
                ("business_id", fields.UUIDField()),
                (
                    "promotion",
                    fields.ForeignKeyField(
                        "regulars.Promotion",
                        source_field="promotion_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="presents",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "membership",
                    fields.ForeignKeyField(
                        "regulars.Membership",
                        source_field="membership_id",
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("subject_id", fields.UUIDField()),
                ("year", fields.SmallIntField()),
                ("birthday", fields.DateField()),
                ("turns", fields.SmallIntField(null=True)),
                (
                    "voucher",
                    fields.ForeignKeyField(
                        "regulars.Voucher",
                        source_field="voucher_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("points", fields.BigIntField(default=0)),
                ("good_until", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("seen_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "birthday_present",
                "app": "regulars",
                "unique_together": (("program_id", "promotion_id", "subject_id", "year"),),
                "indexes": [
                    Index(fields=["membership_id", "created_at", "id"]),
                    Index(fields=["promotion_id", "created_at", "id"]),
                ],
                "pk_attr": "id",
                "table_description": "One present. `subject_id` is the child, or the membership for the member's own birthday.",
            },
            bases=["BusinessRow"],
        ),
        ops.RunSQL(sql("0130_promotions")),
        ops.RunSQL(sql("0130_promotions_read")),
    ]
