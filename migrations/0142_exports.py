"""Exports: all that is kept of somebody, as a file for them."""

from tortoise import fields, migrations
from tortoise.fields.db_defaults import Now
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from api.core.ids import new_id
from migrations.sql import sql


class Migration(migrations.Migration):
    """See sql/0142_exports.sql."""

    dependencies = [("regulars", "0141_erasure")]

    initial = False

    operations = [
        ops.CreateModel(
            name="DataExport",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=True)),
                ("person_id", fields.UUIDField(null=True)),
                ("membership_id", fields.UUIDField(null=True)),
                ("program_id", fields.UUIDField(null=True)),
                ("business_id", fields.UUIDField(null=True)),
                ("staff_name", fields.CharField(default="", max_length=120)),
                ("state", fields.CharField(default="waiting", max_length=8)),
                ("parts_done", fields.SmallIntField(default=0)),
                ("parts_all", fields.SmallIntField(default=1)),
                ("token", fields.CharField(unique=True, max_length=64)),
                ("content", fields.BinaryField(null=True)),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "data_export",
                "app": "regulars",
                "indexes": [
                    Index(fields=["person_id", "created_at"]),
                    Index(fields=["membership_id", "created_at"]),
                    Index(fields=["expires_at"]),
                ],
                "pk_attr": "id",
                "table_description": "All that is kept of a person, or (asked by staff) what one business keeps of a card, as JSON for a day.",
            },
            bases=["Row"],
        ),
        ops.RunSQL(sql("0142_exports")),
    ]
