"""Earn rules that ask for brands of goods."""

from tortoise import migrations
from tortoise.migrations import operations as ops

from migrations.sql import sql


class Migration(migrations.Migration):
    """See sql/0195_brand_rules.sql."""

    dependencies = [("regulars", "0194_shorter_reads")]

    initial = False

    operations = [ops.RunSQL(sql("0195_brand_rules"))]
