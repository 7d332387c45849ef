"""What domains publish to be read: one view for each thing that the contract shows."""

from tortoise import migrations
from tortoise.migrations import operations as ops

from migrations.sql import sql

DOMAINS = ("businesses", "identity", "products", "customers", "ledger", "purchases", "wallet")


class Migration(migrations.Migration):
    """See sql/0060_read*.sql."""

    dependencies = [("regulars", "0051_by_index")]
    operations = [
        ops.RunSQL(sql("0060_read")),
        *(ops.RunSQL(sql(f"0060_read_{domain}")) for domain in DOMAINS),
    ]
