"""What large batches of history note for later: a row for each part of the customers, not for each bill."""

from tortoise import fields, migrations
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from migrations.sql import sql


class Migration(migrations.Migration):
    """See sql/0197_uncounted_batches.sql."""

    dependencies = [("regulars", "0196_members_by_index")]

    initial = False

    operations = [
        ops.CreateModel(
            name="UncountedBatch",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("program_id", fields.UUIDField()),
                ("business_id", fields.UUIDField()),
                ("part", fields.SmallIntField()),
                ("members", ArrayField(element_type="UUID")),
                ("months", ArrayField(element_type="DATE")),
                ("earned", ArrayField(element_type="BIGINT")),
                ("spent_minor", ArrayField(element_type="BIGINT")),
                ("moments", ArrayField(element_type="TIMESTAMPTZ")),
            ],
            options={
                "table": "uncounted_batch",
                "app": "regulars",
                "indexes": [Index(fields=["program_id", "part"])],
                "pk_attr": "id",
                "table_description": "What customers did by bills of a large batch of history, until it is added to profiles and tiers.",
            },
            bases=["Model"],
        ),
        ops.RunSQL(sql("0197_uncounted_batches")),
        ops.DeleteModel(name="UncountedSale"),
    ]
