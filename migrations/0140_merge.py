"""Merges: two memberships of one human being become one, and two again."""

from orjson import loads
from tortoise import fields, migrations
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.fields.data import JSON_DUMPS
from tortoise.fields.db_defaults import Now
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from api.core.ids import new_id
from migrations.sql import sql


class Migration(migrations.Migration):
    """See sql/0140_merge*.sql."""

    dependencies = [("regulars", "0133_rewards_for_parents")]

    initial = False

    operations = [
        ops.CreateModel(
            name="MemberMerge",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=True)),
                ("program_id", fields.UUIDField()),
                ("business_id", fields.UUIDField()),
                ("kept_id", fields.UUIDField()),
                ("gone_id", fields.UUIDField()),
                ("family", ArrayField(element_type="UUID")),
                ("taken", fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ("source", fields.CharField(max_length=40)),
                ("idem_key", fields.CharField(max_length=160)),
                ("request_hash", fields.CharField(max_length=64)),
                ("reason", fields.CharField(default="", max_length=300)),
                ("staff_id", fields.UUIDField(null=True)),
                ("staff_name", fields.CharField(default="", max_length=120)),
                ("undo_until", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("undone_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("undone_by", fields.CharField(default="", max_length=120)),
            ],
            options={
                "table": "member_merge",
                "app": "regulars",
                "unique_together": (("program_id", "source", "idem_key"),),
                "indexes": [Index(fields=["kept_id", "created_at", "id"]), Index(fields=["gone_id"])],
                "pk_attr": "id",
                "table_description": "Two memberships made one.",
            },
            bases=["BusinessRow"],
        ),
        ops.AddField(
            model_name="Account",
            name="merged_into_id",
            field=fields.UUIDField(null=True),
        ),
        ops.AddField(
            model_name="Membership",
            name="merged_into_id",
            field=fields.UUIDField(null=True),
        ),
        ops.RunSQL(sql("0140_merge_ledger")),
        ops.RunSQL(sql("0140_merge_reverse")),
        ops.RunSQL(sql("0140_merge_refill")),
        ops.RunSQL(sql("0140_merge_people")),
        ops.RunSQL(sql("0140_merge_tiers")),
    ]
