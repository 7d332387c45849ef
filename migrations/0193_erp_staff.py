"""Customers whom the source calls its staff, and the tag that members among them wear."""

from tortoise import fields, migrations
from tortoise.fields.db_defaults import Now
from tortoise.migrations import operations as ops

from api.core.ids import new_id
from migrations.sql import sql


class Migration(migrations.Migration):
    """See sql/0193_erp_staff.sql."""

    dependencies = [("regulars", "0192_bill_references")]

    initial = False

    operations = [
        ops.CreateModel(
            name="ErpStaff",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=True)),
                ("program_id", fields.UUIDField()),
                ("business_id", fields.UUIDField()),
                ("connection_id", fields.UUIDField()),
                ("customer_key", fields.CharField(max_length=140)),
                ("is_staff", fields.BooleanField(default=True, db_default=True)),
                ("membership_id", fields.UUIDField(null=True)),
                ("tag_id", fields.UUIDField(null=True)),
            ],
            options={
                "table": "erp_staff",
                "app": "regulars",
                "unique_together": (("program_id", "connection_id", "customer_key"),),
                "pk_attr": "id",
                "table_description": "A customer whom the source calls its staff, and the member who was tagged for it.",
            },
            bases=["BusinessRow"],
        ),
        ops.RunSQL(sql("0193_erp_staff")),
    ]
