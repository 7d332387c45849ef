"""What large batches of history note for later: a row for each batch."""

from tortoise import fields, migrations
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from migrations.sql import sql


class Migration(migrations.Migration):
    """See sql/0196_uncounted_batches.sql."""

    dependencies = [("regulars", "0195_brand_rules")]

    initial = False

    operations = [
        ops.CreateModel(
            name="UncountedBatch",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("program_id", fields.UUIDField()),
                ("business_id", fields.UUIDField()),
                ("members", ArrayField(element_type="uuid")),
                ("earned", ArrayField(element_type="bigint")),
                ("spent_minor", ArrayField(element_type="bigint")),
                ("occurred_at", ArrayField(element_type="timestamptz")),
            ],
            options={
                "table": "uncounted_batch",
                "app": "regulars",
                "indexes": [Index(fields=["program_id"])],
                "pk_attr": "id",
                "table_description": "Bills of a large batch of history, by their places in the arrays, until they are added to profiles and tiers.",
            },
            bases=["Model"],
        ),
        ops.RunSQL(sql("0196_uncounted_batches")),
        ops.DeleteModel(name="UncountedSale"),
    ]
