"""Reactions that failed: when they are tried again, and which are set aside."""

from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from migrations.sql import sql


class Migration(migrations.Migration):
    """See sql/0170_reactions.sql."""

    dependencies = [("regulars", "0160_codes")]

    initial = False

    operations = [
        ops.CreateModel(
            name="ListenerAttempt",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("listener", fields.CharField(max_length=80)),
                ("fact_id", fields.UUIDField()),
                ("attempts", fields.SmallIntField()),
                ("next_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("error", fields.CharField(default="", max_length=300)),
            ],
            options={
                "table": "listener_attempt",
                "app": "regulars",
                "unique_together": (("fact_id", "listener"),),
                "indexes": [Index(fields=["next_at"])],
                "pk_attr": "id",
                "table_description": "A reaction that failed: how often, when it is tried again, and what went wrong. "
                "Gone once it succeeds.",
            },
            bases=["Model"],
        ),
        ops.RunSQL(sql("0170_reactions")),
    ]
