"""History in bulk: functions of the ledger that post imported awards set by set."""

from tortoise import migrations
from tortoise.migrations import operations as ops

from migrations.sql import sql


class Migration(migrations.Migration):
    """See sql/0050_history.sql."""

    dependencies = [("regulars", "0040_card")]
    operations = [ops.RunSQL(sql("0050_history"))]
