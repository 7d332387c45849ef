"""Earn rules that ask for birthdays and children."""

from tortoise import migrations
from tortoise.migrations import operations as ops

from migrations.sql import sql


class Migration(migrations.Migration):
    """See sql/0132_family_rules.sql."""

    dependencies = [("regulars", "0131_reviews")]

    initial = False

    operations = [ops.RunSQL(sql("0132_family_rules"))]
