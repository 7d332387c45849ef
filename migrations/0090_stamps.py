"""Stamp cards: designs, cards of members, stamps put on and taken off."""

from orjson import loads
from tortoise import fields, migrations
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise.fields.db_defaults import Now
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from api.core.ids import new_id
from migrations.sql import sql


class Migration(migrations.Migration):
    """See sql/0090_stamps*.sql."""

    dependencies = [("regulars", "0080_rewards")]

    initial = False

    operations = [
        ops.CreateModel(
            name="StampDesign",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=True)),
                ("program_id", fields.UUIDField()),
                ("business_id", fields.UUIDField()),
                ("name", fields.CharField(max_length=120)),
                ("stamps_needed", fields.SmallIntField()),
                ("icon", fields.CharField(default="", max_length=40)),
                ("picture_file_id", fields.UUIDField(null=True)),
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
                ("earning", fields.CharField(max_length=12)),
                ("category_ids", ArrayField(element_type="UUID")),
                ("product_ids", ArrayField(element_type="UUID")),
                ("store_ids", ArrayField(element_type="UUID")),
                ("least_minor", fields.BigIntField(null=True)),
                ("max_per_day", fields.SmallIntField(null=True)),
                ("valid_days", fields.SmallIntField(null=True)),
                ("starts_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("ends_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("is_active", fields.BooleanField(default=True)),
                ("version", fields.IntField(default=1)),
            ],
            options={
                "table": "stamp_design",
                "app": "regulars",
                "indexes": [Index(fields=["program_id", "business_id", "is_active"])],
                "pk_attr": "id",
                "table_description": "The rules of a stamp card.",
            },
            bases=["BusinessRow"],
        ),
        ops.CreateModel(
            name="StampCard",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=True)),
                ("program_id", fields.UUIDField()),
                ("business_id", fields.UUIDField()),
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
                (
                    "design",
                    fields.ForeignKeyField(
                        "regulars.StampDesign",
                        source_field="design_id",
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("round", fields.IntField()),
                ("stamps", fields.SmallIntField()),
                ("stamps_needed", fields.SmallIntField()),
                ("state", fields.CharField(max_length=8)),
                ("expires_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("ended_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
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
            ],
            options={
                "table": "stamp_card",
                "app": "regulars",
                "unique_together": (("program_id", "membership_id", "design_id", "round"),),
                "pk_attr": "id",
                "table_description": "One card of a member. `stamps_needed` is as it was when its first stamp came.",
            },
            bases=["BusinessRow"],
        ),
        ops.CreateModel(
            name="Stamp",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=True)),
                ("program_id", fields.UUIDField()),
                ("business_id", fields.UUIDField()),
                ("act_id", fields.UUIDField()),
                ("seq", fields.SmallIntField()),
                (
                    "card",
                    fields.ForeignKeyField(
                        "regulars.StampCard",
                        source_field="card_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="history",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("membership_id", fields.UUIDField()),
                ("design_id", fields.UUIDField()),
                ("kind", fields.CharField(max_length=8)),
                ("count", fields.SmallIntField()),
                ("source", fields.CharField(max_length=40)),
                ("idem_key", fields.CharField(max_length=160)),
                ("request_hash", fields.CharField(max_length=64)),
                ("day", fields.DateField()),
                ("store_id", fields.UUIDField(null=True)),
                ("staff_id", fields.UUIDField(null=True)),
                ("staff_name", fields.CharField(default="", max_length=120)),
                ("reason", fields.CharField(default="", max_length=300)),
                ("purchase_id", fields.UUIDField(null=True)),
                ("lines", fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ("undoes_id", fields.UUIDField(null=True)),
            ],
            options={
                "table": "stamp",
                "app": "regulars",
                "unique_together": (("program_id", "source", "idem_key", "seq"),),
                "indexes": [
                    Index(fields=["card_id", "id"]),
                    Index(fields=["membership_id", "design_id", "day"]),
                ],
                "pk_attr": "id",
                "table_description": "Stamps put on (positive) or taken off (negative) at once. Append-only.",
            },
            bases=["BusinessRow"],
        ),
        ops.RunSQL(sql("0090_stamps")),
        ops.RunSQL(sql("0090_stamps_read")),
    ]
