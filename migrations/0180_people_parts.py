"""Gifts, households and lists where people are merged or erased."""

from tortoise import migrations
from tortoise.migrations import operations as ops

from migrations.sql import sql


class Migration(migrations.Migration):
    """See sql/0180_people_parts.sql."""

    dependencies = [("regulars", "0170_reactions")]
    operations = [ops.RunSQL(sql("0180_people_parts"))]
