"""The list of a large business goes by index."""

from tortoise import migrations
from tortoise.migrations import operations as ops

from migrations.sql import sql


class Migration(migrations.Migration):
    """See sql/0151_directory_by_index.sql."""

    dependencies = [("regulars", "0150_directory")]
    operations = [ops.RunSQL(sql("0151_directory_by_index"))]
