"""What the office sees of codes: which batch a voucher came of, and what became of a batch."""

from tortoise import migrations
from tortoise.migrations import operations as ops

from migrations.sql import sql


class Migration(migrations.Migration):
    """See sql/0160_codes_read.sql."""

    dependencies = [("regulars", "0151_directory_by_index")]
    operations = [ops.RunSQL(sql("0160_codes_read"))]
