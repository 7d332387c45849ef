"""A return both clears between businesses and finds the points of a merged member."""

from tortoise import migrations
from tortoise.migrations import operations as ops

from migrations.sql import sql


class Migration(migrations.Migration):
    """See sql/0171_reverse_both.sql."""

    dependencies = [
        ("regulars", "0100_coalition"),
        ("regulars", "0140_merge"),
        ("regulars", "0170_reactions"),
    ]
    operations = [ops.RunSQL(sql("0171_reverse_both"))]
