"""The timeline of a member: one list of all that happened."""

from tortoise import migrations
from tortoise.migrations import operations as ops

from migrations.sql import sql


class Migration(migrations.Migration):
    """See sql/0143_timeline.sql."""

    dependencies = [("regulars", "0142_exports")]
    operations = [ops.RunSQL(sql("0143_timeline"))]
