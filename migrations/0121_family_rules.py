"""What the ledger does for gifts and households, what always holds of them, and the views of them."""

from tortoise import migrations
from tortoise.migrations import operations as ops

from migrations.sql import sql


class Migration(migrations.Migration):
    """See sql/0120_family_ledger.sql, sql/0121_family.sql and sql/0122_family_read.sql."""

    dependencies = [("regulars", "0120_family")]
    operations = [
        ops.RunSQL(sql("0120_family_ledger")),
        ops.RunSQL(sql("0121_family")),
        ops.RunSQL(sql("0122_family_read")),
    ]
