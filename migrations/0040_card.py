"""SQL of card: functions, views and indexes that models cannot say."""

from tortoise import migrations
from tortoise.migrations import operations as ops

from migrations.sql import sql


class Migration(migrations.Migration):
    """See sql/0040_card.sql."""

    dependencies = [("regulars", "0030_sales")]
    operations = [ops.RunSQL(sql("0040_card"))]
