"""What large batches of history note for later; postings of history side by side."""

from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from migrations.sql import sql


class Migration(migrations.Migration):
    """See sql/0191_import_counts.sql."""

    dependencies = [("regulars", "0190_erp")]

    initial = False

    operations = [
        ops.CreateModel(
            name="UncountedSale",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("program_id", fields.UUIDField()),
                ("business_id", fields.UUIDField()),
                ("membership_id", fields.UUIDField()),
                ("month", fields.DateField()),
                ("earned", fields.BigIntField()),
                ("spent_minor", fields.BigIntField()),
                ("visits", fields.IntField()),
                ("first_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("last_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "uncounted_sale",
                "app": "regulars",
                "indexes": [Index(fields=["program_id"])],
                "pk_attr": "id",
                "table_description": "What a member did by bills of a large batch of history, until it is added to profile and tier.",
            },
            bases=["Model"],
        ),
        ops.RunSQL(sql("0191_import_counts")),
    ]
