"""Rewards for parents of children of an age."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from migrations.sql import sql


class Migration(migrations.Migration):
    """See sql/0133_rewards_for_parents.sql."""

    dependencies = [("regulars", "0132_family_rules")]

    initial = False

    operations = [
        ops.AddField(model_name="Reward", name="kid_age_from", field=fields.SmallIntField(null=True)),
        ops.AddField(model_name="Reward", name="kid_age_to", field=fields.SmallIntField(null=True)),
        ops.RunSQL(sql("0133_rewards_for_parents")),
    ]
