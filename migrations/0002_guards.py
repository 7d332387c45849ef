"""Append-only tables refuse changes; partial indexes for what waits and for phone claims; the schema of read views."""

from tortoise import migrations
from tortoise.migrations import operations as ops

from migrations.sql import sql


class Migration(migrations.Migration):
    """Guards that Tortoise's models cannot say."""

    dependencies = [("regulars", "0001_tables")]
    operations = [ops.RunSQL(sql("0002_guards"))]
