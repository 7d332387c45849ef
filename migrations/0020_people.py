"""SQL of people: functions, views and indexes that models cannot say."""

from tortoise import migrations
from tortoise.migrations import operations as ops

from migrations.sql import sql


class Migration(migrations.Migration):
    """See sql/0020_people.sql."""

    dependencies = [("regulars", "0010_ledger")]
    operations = [ops.RunSQL(sql("0020_people"))]
