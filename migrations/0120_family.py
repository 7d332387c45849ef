"""Gifts, households, and how bills may be paid with points."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.fields.db_defaults import Now
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from api.core.ids import new_id


class Migration(migrations.Migration):
    """Tables; what the ledger does with them stands in 0121."""

    dependencies = [("regulars", "0112_opening")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Gift",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=True)),
                ("program_id", fields.UUIDField()),
                ("business_id", fields.UUIDField()),
                (
                    "giver",
                    fields.ForeignKeyField(
                        "regulars.Membership",
                        source_field="giver_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="gifts_sent",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "receiver",
                    fields.ForeignKeyField(
                        "regulars.Membership",
                        source_field="receiver_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="gifts_received",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("is_by_phone", fields.BooleanField(default=False)),
                ("to_phone", fields.CharField(null=True, max_length=16)),
                ("to_label", fields.CharField(max_length=120)),
                ("points", fields.BigIntField()),
                ("message", fields.CharField(default="", max_length=200)),
                ("state", fields.CharField(default="draft", max_length=8)),
                ("source", fields.CharField(max_length=40)),
                ("idem_key", fields.CharField(max_length=160)),
                ("request_hash", fields.CharField(max_length=64)),
                ("out_tx_id", fields.UUIDField(null=True)),
                ("in_tx_id", fields.UUIDField(null=True)),
                ("back_tx_id", fields.UUIDField(null=True)),
                ("confirm_until", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("sent_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("wait_until", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("ended_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "gift",
                "app": "regulars",
                "unique_together": (("program_id", "source", "idem_key"),),
                "indexes": [Index(fields=["giver_id", "sent_at"]), Index(fields=["receiver_id", "ended_at"])],
                "pk_attr": "id",
                "table_description": "Points of one member for another. Unique by program, source and idempotency key.",
            },
            bases=["BusinessRow"],
        ),
        ops.CreateModel(
            name="GiftRules",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=True)),
                ("program_id", fields.UUIDField()),
                ("is_on", fields.BooleanField(default=False)),
                ("min_points", fields.BigIntField(default=10)),
                ("max_points", fields.BigIntField(default=1000)),
                ("max_per_day", fields.BigIntField(null=True)),
                ("max_per_month", fields.BigIntField(null=True)),
                ("wait_days", fields.SmallIntField(default=14)),
                ("version", fields.IntField(default=1)),
            ],
            options={
                "table": "gift_rules",
                "app": "regulars",
                "unique_together": (("program_id",),),
                "pk_attr": "id",
                "table_description": "What gifts a program allows. Without a row there are none.",
            },
            bases=["TenantRow"],
        ),
        ops.CreateModel(
            name="Household",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=True)),
                ("program_id", fields.UUIDField()),
                ("name", fields.CharField(max_length=60)),
                ("closed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "household",
                "app": "regulars",
                "indexes": [Index(fields=["program_id"])],
                "pk_attr": "id",
                "table_description": "Members of a program who spend together.",
            },
            bases=["TenantRow"],
        ),
        ops.CreateModel(
            name="HouseholdDraw",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=True)),
                ("program_id", fields.UUIDField()),
                (
                    "household",
                    fields.ForeignKeyField(
                        "regulars.Household",
                        source_field="household_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="draws",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("spender_id", fields.UUIDField()),
                ("payer_id", fields.UUIDField()),
                ("points", fields.BigIntField()),
                ("tx_id", fields.UUIDField()),
                ("spend_tx_id", fields.UUIDField()),
                ("reason", fields.CharField(default="", max_length=300)),
            ],
            options={
                "table": "household_draw",
                "app": "regulars",
                "unique_together": (("program_id", "tx_id"),),
                "indexes": [
                    Index(fields=["household_id", "created_at", "id"]),
                    Index(fields=["spender_id", "created_at"]),
                    Index(fields=["spend_tx_id"]),
                ],
                "pk_attr": "id",
                "table_description": "Points of one member that another spent. Append-only; what came back is read from the ledger.",
            },
            bases=["TenantRow"],
        ),
        ops.CreateModel(
            name="HouseholdInvitation",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=True)),
                ("program_id", fields.UUIDField()),
                (
                    "household",
                    fields.ForeignKeyField(
                        "regulars.Household",
                        source_field="household_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="invitations",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "inviter",
                    fields.ForeignKeyField(
                        "regulars.Membership",
                        source_field="inviter_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="household_invitations",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("role", fields.CharField(max_length=8)),
                ("code", fields.CharField(max_length=12)),
                ("phone", fields.CharField(null=True, max_length=16)),
                ("state", fields.CharField(default="open", max_length=10)),
                ("answered_by_id", fields.UUIDField(null=True)),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "household_invitation",
                "app": "regulars",
                "unique_together": (("program_id", "code"),),
                "indexes": [Index(fields=["household_id"]), Index(fields=["phone"])],
                "pk_attr": "id",
                "table_description": "An invitation to a household, for whoever has its code or holds its number. Numbers are kept while it is open.",
            },
            bases=["TenantRow"],
        ),
        ops.CreateModel(
            name="HouseholdMember",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=True)),
                ("program_id", fields.UUIDField()),
                (
                    "household",
                    fields.ForeignKeyField(
                        "regulars.Household",
                        source_field="household_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="members",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "membership",
                    fields.ForeignKeyField(
                        "regulars.Membership",
                        source_field="membership_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="households",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("role", fields.CharField(max_length=8)),
                ("is_paused", fields.BooleanField(default=False)),
                ("shares_points", fields.BooleanField(default=True)),
                ("max_per_day", fields.BigIntField(null=True)),
                ("max_per_week", fields.BigIntField(null=True)),
                ("max_per_month", fields.BigIntField(null=True)),
                ("left_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "household_member",
                "app": "regulars",
                "indexes": [Index(fields=["household_id"]), Index(fields=["membership_id"])],
                "pk_attr": "id",
                "table_description": "A member in a household, from joining to leaving. Limits bound what is taken of the others' points.",
            },
            bases=["TenantRow"],
        ),
        ops.CreateModel(
            name="HouseholdRules",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=True)),
                ("program_id", fields.UUIDField()),
                ("is_on", fields.BooleanField(default=False)),
                ("max_members", fields.SmallIntField(default=6)),
                ("version", fields.IntField(default=1)),
            ],
            options={
                "table": "household_rules",
                "app": "regulars",
                "unique_together": (("program_id",),),
                "pk_attr": "id",
                "table_description": "What households a program allows. Without a row there are none.",
            },
            bases=["TenantRow"],
        ),
        ops.AddField(
            model_name="Program",
            name="pay_is_on",
            field=fields.BooleanField(default=True, db_default=True),
        ),
        ops.AddField(
            model_name="Program",
            name="pay_max_bp",
            field=fields.IntField(default=10000, db_default=10000),
        ),
        ops.AddField(
            model_name="Program",
            name="pay_max_points",
            field=fields.BigIntField(null=True),
        ),
        ops.AddField(
            model_name="Program",
            name="pay_min_points",
            field=fields.BigIntField(default=1, db_default=1),
        ),
        ops.AddField(
            model_name="Program",
            name="pay_step",
            field=fields.BigIntField(default=1, db_default=1),
        ),
    ]
