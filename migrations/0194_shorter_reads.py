"""The wallet's reads with fewer look-ups."""

from tortoise import migrations
from tortoise.migrations import operations as ops

from migrations.sql import sql


class Migration(migrations.Migration):
    """See sql/0194_shorter_reads.sql."""

    dependencies = [("regulars", "0193_erp_staff")]

    initial = False

    operations = [ops.RunSQL(sql("0194_shorter_reads"))]
