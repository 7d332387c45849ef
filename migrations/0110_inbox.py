"""The inbox of the app: messages."""

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
    """See sql/0110_inbox.sql."""

    dependencies = [("regulars", "0100_coalition")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Message",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=True)),
                ("program_id", fields.UUIDField()),
                ("business_id", fields.UUIDField(null=True)),
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
                ("kind", fields.CharField(max_length=60)),
                ("params", fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ("link", fields.CharField(default="", max_length=300)),
                ("key", fields.CharField(max_length=160)),
                ("expires_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("read_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "message",
                "app": "regulars",
                "unique_together": (("program_id", "key"),),
                "indexes": [
                    Index(fields=["membership_id", "created_at", "id"]),
                    Index(fields=["created_at"]),
                ],
                "pk_attr": "id",
                "table_description": "Something said to a member, once for each key.",
            },
            bases=["TenantRow"],
        ),
        ops.RunSQL(sql("0110_inbox")),
    ]
