"""Bills name store and member without a constraint of the database."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops

from migrations.sql import sql


class Migration(migrations.Migration):
    """See sql/0192_bill_references.sql."""

    dependencies = [("regulars", "0191_import_counts")]

    initial = False

    operations = [
        ops.AlterField(
            model_name="Purchase",
            name="membership",
            field=fields.ForeignKeyField(
                "regulars.Membership",
                source_field="membership_id",
                null=True,
                db_constraint=False,
                to_field="id",
                on_delete=OnDelete.NO_ACTION,
            ),
        ),
        ops.AlterField(
            model_name="Purchase",
            name="store",
            field=fields.ForeignKeyField(
                "regulars.Store",
                source_field="store_id",
                db_constraint=False,
                to_field="id",
                on_delete=OnDelete.NO_ACTION,
            ),
        ),
        ops.AlterField(
            model_name="PurchaseLine",
            name="purchase",
            field=fields.ForeignKeyField(
                "regulars.Purchase",
                source_field="purchase_id",
                db_constraint=False,
                to_field="id",
                on_delete=OnDelete.NO_ACTION,
            ),
        ),
        ops.RunSQL(sql("0192_bill_references")),
    ]
