"""SQL of sales: functions, views and indexes that models cannot say."""

from tortoise import migrations
from tortoise.migrations import operations as ops

from migrations.sql import sql


class Migration(migrations.Migration):
    """See sql/0030_sales.sql."""

    dependencies = [("regulars", "0020_people")]
    operations = [ops.RunSQL(sql("0030_sales"))]
