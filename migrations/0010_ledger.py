"""SQL of ledger: functions, views and indexes that models cannot say."""

from tortoise import migrations
from tortoise.migrations import operations as ops

from migrations.sql import sql


class Migration(migrations.Migration):
    """See sql/0010_ledger*.sql."""

    dependencies = [("regulars", "0002_guards")]
    operations = [
        ops.RunSQL(sql("0010_ledger")),
        ops.RunSQL(sql("0010_ledger_sweep")),
        ops.RunSQL(sql("0010_ledger_post")),
        ops.RunSQL(sql("0010_ledger_many")),
        ops.RunSQL(sql("0010_ledger_reverse")),
        ops.RunSQL(sql("0010_ledger_check")),
    ]
