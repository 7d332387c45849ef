"""Enrolling looks everybody up once."""

from tortoise import migrations
from tortoise.migrations import operations as ops

from migrations.sql import sql


class Migration(migrations.Migration):
    """See sql/0198_enrol_once.sql."""

    dependencies = [("regulars", "0197_uncounted_batches")]

    initial = False

    operations = [ops.RunSQL(sql("0198_enrol_once"))]
