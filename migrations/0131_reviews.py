"""Suspicious awards: what a business watches, counts, and what waits for a decision."""

from orjson import loads
from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise.fields.db_defaults import Now
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from api.core.ids import new_id
from migrations.sql import sql


class Migration(migrations.Migration):
    """See sql/0131_reviews.sql."""

    dependencies = [("regulars", "0130_promotions")]

    initial = False

    operations = [
        ops.CreateModel(
            name="ReviewRule",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=True)),
                ("program_id", fields.UUIDField()),
                ("business_id", fields.UUIDField()),
                ("kind", fields.CharField(max_length=24)),
                ("action", fields.CharField(max_length=8)),
                ("most", fields.BigIntField(null=True)),
                ("days", fields.SmallIntField(null=True)),
                ("from_hour", fields.SmallIntField(null=True)),
                ("to_hour", fields.SmallIntField(null=True)),
            ],
            options={
                "table": "review_rule",
                "app": "regulars",
                "unique_together": (("program_id", "business_id", "kind"),),
                "pk_attr": "id",
                "table_description": "What a business does about one kind of unusual award.",
            },
            bases=["BusinessRow"],
        ),
        ops.CreateModel(
            name="AwardCount",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("program_id", fields.UUIDField()),
                ("business_id", fields.UUIDField()),
                ("kind", fields.CharField(max_length=24)),
                ("owner_id", fields.UUIDField()),
                ("window_start", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("used", fields.BigIntField()),
            ],
            options={
                "table": "award_count",
                "app": "regulars",
                "unique_together": (("program_id", "business_id", "kind", "owner_id", "window_start"),),
                "indexes": [Index(fields=["window_start"])],
                "pk_attr": "id",
                "table_description": "Awards and points of a staff member, a store or a member in one window of time.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ReviewItem",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=True)),
                ("program_id", fields.UUIDField()),
                ("business_id", fields.UUIDField()),
                ("tx_id", fields.UUIDField()),
                ("purchase_id", fields.UUIDField(null=True)),
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
                ("store_id", fields.UUIDField(null=True)),
                ("staff_id", fields.UUIDField(null=True)),
                ("staff_name", fields.CharField(default="", max_length=120)),
                ("points", fields.BigIntField()),
                ("reasons", fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ("occurred_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("state", fields.CharField(default="open", max_length=8)),
                ("decided_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("decided_by", fields.UUIDField(null=True)),
                ("decided_name", fields.CharField(default="", max_length=120)),
                ("note", fields.CharField(default="", max_length=300)),
            ],
            options={
                "table": "review_item",
                "app": "regulars",
                "unique_together": (("program_id", "tx_id"),),
                "indexes": [
                    Index(fields=["business_id", "created_at", "id"]),
                    Index(fields=["business_id", "staff_id", "created_at"]),
                ],
                "pk_attr": "id",
                "table_description": "An award whose points are held until somebody decides, or one that was decided.",
            },
            bases=["BusinessRow"],
        ),
        ops.AddField(
            model_name="Program",
            name="watches_awards",
            field=fields.BooleanField(default=False, db_default=False),
        ),
        ops.RunSQL(sql("0131_reviews")),
    ]
