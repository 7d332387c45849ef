"""How members move between tiers, and the views of where they stand."""

from tortoise import migrations
from tortoise.migrations import operations as ops

from migrations.sql import sql


class Migration(migrations.Migration):
    """See sql/0071_tiers.sql and sql/0071_read_tiers.sql."""

    dependencies = [("regulars", "0070_tier_tables")]
    operations = [ops.RunSQL(sql("0071_tiers")), ops.RunSQL(sql("0071_read_tiers"))]
