"""Members are looked up by their own index, whatever the planner believes of a small program."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.migrations.constraints import UniqueConstraint

from migrations.sql import sql


class Migration(migrations.Migration):
    """See sql/0196_members_by_index.sql."""

    dependencies = [("regulars", "0195_brand_rules")]

    initial = False

    operations = [
        ops.AddConstraint(
            model_name="Membership",
            constraint=UniqueConstraint(fields=("person_id", "program_id"), name=None),
        ),
        ops.RemoveConstraint(model_name="Membership", name=None, fields=["program_id", "person_id"]),
        ops.RemoveIndex(model_name="Membership", name=None, fields=["person_id"]),
        ops.RunSQL(sql("0196_members_by_index")),
    ]
