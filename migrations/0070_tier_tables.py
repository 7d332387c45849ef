"""Tables of tiers."""

from orjson import loads
from tortoise import fields, migrations
from tortoise.fields.data import JSON_DUMPS
from tortoise.fields.db_defaults import Now
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from api.core.ids import new_id


class Migration(migrations.Migration):
    dependencies = [("regulars", "0060_read")]

    initial = False

    operations = [
        ops.CreateModel(
            name="MemberTier",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=True)),
                ("program_id", fields.UUIDField()),
                ("membership_id", fields.UUIDField()),
                ("tier_id", fields.UUIDField(null=True)),
                ("since", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("keep_until", fields.DateField(null=True)),
                ("by_hand_until", fields.DateField(null=True)),
            ],
            options={
                "table": "member_tier",
                "app": "regulars",
                "unique_together": (("program_id", "membership_id"),),
                "indexes": [Index(fields=["tier_id"])],
                "pk_attr": "id",
                "table_description": "Where a member stands: the tier (null: below all), since when, kept until, by hand until.",
            },
            bases=["TenantRow"],
        ),
        ops.CreateModel(
            name="Tier",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=True)),
                ("program_id", fields.UUIDField()),
                ("rank", fields.SmallIntField()),
                ("name", fields.CharField(max_length=60)),
                ("threshold", fields.BigIntField()),
                ("multiplier_bp", fields.IntField(default=10000)),
                ("is_for_ever", fields.BooleanField(default=False)),
                ("colour", fields.CharField(default="", max_length=7)),
                ("icon", fields.CharField(default="", max_length=40)),
                ("benefits", fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ("reward_id", fields.UUIDField(null=True)),
                ("is_active", fields.BooleanField(default=True)),
            ],
            options={
                "table": "tier",
                "app": "regulars",
                "indexes": [Index(fields=["program_id", "rank"])],
                "pk_attr": "id",
                "table_description": "A step of the ladder. What is no longer part of it stays, out of use, for those who look back.",
            },
            bases=["TenantRow"],
        ),
        ops.CreateModel(
            name="TierActivity",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=True)),
                ("program_id", fields.UUIDField()),
                ("membership_id", fields.UUIDField()),
                ("month", fields.DateField()),
                ("earned", fields.BigIntField(default=0)),
                ("spent_minor", fields.BigIntField(default=0)),
                ("visits", fields.IntField(default=0)),
            ],
            options={
                "table": "tier_activity",
                "app": "regulars",
                "unique_together": (("program_id", "membership_id", "month"),),
                "pk_attr": "id",
                "table_description": "What a member did in one month of the program's time, by its first day.",
            },
            bases=["TenantRow"],
        ),
        ops.CreateModel(
            name="TierChange",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=True)),
                ("program_id", fields.UUIDField()),
                ("membership_id", fields.UUIDField()),
                ("from_tier_id", fields.UUIDField(null=True)),
                ("to_tier_id", fields.UUIDField(null=True)),
                ("from_name", fields.CharField(null=True, max_length=60)),
                ("to_name", fields.CharField(null=True, max_length=60)),
                ("is_up", fields.BooleanField()),
                ("reason", fields.CharField(max_length=10)),
                ("note", fields.CharField(default="", max_length=300)),
                ("actor_name", fields.CharField(default="", max_length=120)),
                ("measured", fields.BigIntField(default=0)),
            ],
            options={
                "table": "tier_change",
                "app": "regulars",
                "indexes": [Index(fields=["membership_id", "created_at", "id"])],
                "pk_attr": "id",
                "table_description": "A change of a member's tier, with the names as they were; append-only.",
            },
            bases=["TenantRow"],
        ),
        ops.CreateModel(
            name="TierLadder",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=True)),
                ("program_id", fields.UUIDField()),
                ("measure", fields.CharField(max_length=10)),
                ("window", fields.CharField(max_length=16)),
                ("window_months", fields.SmallIntField(default=12)),
                ("effective", fields.CharField(default="now", max_length=12)),
                ("downgrade", fields.CharField(default="full", max_length=10)),
                ("grace_days", fields.SmallIntField(default=0)),
                ("version", fields.IntField(default=1)),
            ],
            options={
                "table": "tier_ladder",
                "app": "regulars",
                "unique_together": (("program_id",),),
                "pk_attr": "id",
                "table_description": "The rules of a program's tiers; one program has one.",
            },
            bases=["TenantRow"],
        ),
        ops.CreateModel(
            name="TierLadderVersion",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=True)),
                ("program_id", fields.UUIDField()),
                ("version", fields.IntField()),
                ("rules", fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ("moved", fields.IntField(default=0)),
                ("actor_name", fields.CharField(default="", max_length=120)),
            ],
            options={
                "table": "tier_ladder_version",
                "app": "regulars",
                "unique_together": (("program_id", "version"),),
                "pk_attr": "id",
                "table_description": "The rules as they were saved once, by whom, and how many members moved by it; append-only.",
            },
            bases=["TenantRow"],
        ),
    ]
