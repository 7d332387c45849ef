"""Sliding and undoing go by index instead of through whole tables."""

from tortoise import migrations
from tortoise.migrations import operations as ops

from migrations.sql import sql


class Migration(migrations.Migration):
    """See sql/0051_by_index.sql."""

    dependencies = [("regulars", "0050_history")]
    operations = [ops.RunSQL(sql("0051_by_index"))]
