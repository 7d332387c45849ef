"""Erasure: wishes to be forgotten, and what lets words be taken out of what is append-only."""

from tortoise import fields, migrations
from tortoise.fields.db_defaults import Now
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from api.core.ids import new_id
from migrations.sql import sql


class Migration(migrations.Migration):
    """See sql/0141_erasure.sql."""

    dependencies = [("regulars", "0140_merge")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Erasure",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=True)),
                ("person_id", fields.UUIDField(null=True)),
                ("membership_id", fields.UUIDField(null=True)),
                ("program_id", fields.UUIDField(null=True)),
                ("business_id", fields.UUIDField(null=True)),
                ("staff_name", fields.CharField(default="", max_length=120)),
                ("due_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("taken_back_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("done_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("points_forfeited", fields.BigIntField(default=0)),
            ],
            options={
                "table": "erasure",
                "app": "regulars",
                "indexes": [Index(fields=["person_id"]), Index(fields=["membership_id"])],
                "pk_attr": "id",
                "table_description": "A wish to be forgotten: a person's with all cards, or (by staff) one card's. It waits until `due_at`.",
            },
            bases=["Row"],
        ),
        ops.AddField(
            model_name="Membership",
            name="erased_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.RunSQL(sql("0141_erasure")),
    ]
