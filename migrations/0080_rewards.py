"""Rewards: catalogue, vouchers, their uses, codes made together."""

from orjson import loads
from tortoise import fields, migrations
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise.fields.db_defaults import Now
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from api.core.ids import new_id
from migrations.sql import sql


class Migration(migrations.Migration):
    """See sql/0080_rewards*.sql."""

    dependencies = [("regulars", "0071_tiers")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Reward",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=True)),
                ("program_id", fields.UUIDField()),
                ("business_id", fields.UUIDField()),
                ("kind", fields.CharField(max_length=20)),
                ("name", fields.CharField(max_length=120)),
                ("description", fields.CharField(default="", max_length=2000)),
                ("texts", fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ("category", fields.CharField(default="", max_length=60)),
                ("picture_file_id", fields.UUIDField(null=True)),
                ("points_price", fields.BigIntField(default=0)),
                ("cash_minor", fields.BigIntField(default=0)),
                ("value_minor", fields.BigIntField(null=True)),
                ("discount_bp", fields.IntField(null=True)),
                ("stock", fields.BigIntField(null=True)),
                ("stock_taken", fields.BigIntField(default=0)),
                ("per_member", fields.IntField(null=True)),
                ("per_period", fields.IntField(null=True)),
                ("period", fields.CharField(default="ever", max_length=8)),
                ("tier_ids", ArrayField(element_type="UUID")),
                ("store_ids", ArrayField(element_type="UUID")),
                ("weekdays", ArrayField(element_type="TEXT")),
                ("from_hour", fields.SmallIntField(null=True)),
                ("to_hour", fields.SmallIntField(null=True)),
                ("valid_days", fields.IntField(null=True)),
                ("starts_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("ends_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("is_stackable", fields.BooleanField(default=True)),
                ("needs_fulfilment", fields.BooleanField(default=False)),
                ("is_listed", fields.BooleanField(default=True)),
                ("is_active", fields.BooleanField(default=True)),
                ("version", fields.IntField(default=1)),
            ],
            options={
                "table": "reward",
                "app": "regulars",
                "indexes": [Index(fields=["program_id", "business_id", "is_active"])],
                "pk_attr": "id",
                "table_description": "An offer of the catalogue. `stock_taken` counts pieces that vouchers hold, never more than `stock`.",
            },
            bases=["BusinessRow"],
        ),
        ops.CreateModel(
            name="VoucherBatch",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=True)),
                ("program_id", fields.UUIDField()),
                ("business_id", fields.UUIDField()),
                (
                    "reward",
                    fields.ForeignKeyField(
                        "regulars.Reward",
                        source_field="reward_id",
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("name", fields.CharField(max_length=120)),
                ("is_imported", fields.BooleanField(default=False)),
                ("size", fields.IntField()),
                ("source", fields.CharField(max_length=40)),
                ("idem_key", fields.CharField(max_length=160)),
                ("request_hash", fields.CharField(max_length=64)),
                ("staff_id", fields.UUIDField(null=True)),
            ],
            options={
                "table": "voucher_batch",
                "app": "regulars",
                "unique_together": (("program_id", "source", "idem_key"),),
                "pk_attr": "id",
                "table_description": "Codes that were generated or brought in together, for whoever holds one.",
            },
            bases=["BusinessRow"],
        ),
        ops.CreateModel(
            name="Voucher",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=True)),
                ("program_id", fields.UUIDField()),
                ("business_id", fields.UUIDField()),
                (
                    "reward",
                    fields.ForeignKeyField(
                        "regulars.Reward",
                        source_field="reward_id",
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "membership",
                    fields.ForeignKeyField(
                        "regulars.Membership",
                        source_field="membership_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "batch",
                    fields.ForeignKeyField(
                        "regulars.VoucherBatch",
                        source_field="batch_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("code", fields.CharField(max_length=32)),
                ("state", fields.CharField(default="active", max_length=10)),
                ("kind", fields.CharField(max_length=20)),
                ("source", fields.CharField(max_length=40)),
                ("idem_key", fields.CharField(max_length=160)),
                ("request_hash", fields.CharField(max_length=64)),
                ("is_given", fields.BooleanField(default=False)),
                ("points_paid", fields.BigIntField(default=0)),
                ("redeem_tx_id", fields.UUIDField(null=True)),
                ("cash_minor", fields.BigIntField(default=0)),
                ("value_minor", fields.BigIntField(null=True)),
                ("discount_bp", fields.IntField(null=True)),
                ("balance_minor", fields.BigIntField(null=True)),
                ("is_stackable", fields.BooleanField(default=True)),
                ("fulfilment", fields.CharField(default="none", max_length=12)),
                ("valid_until", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("held_until", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("used_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("reference_id", fields.UUIDField(null=True)),
                ("reason", fields.CharField(default="", max_length=300)),
                ("store_id", fields.UUIDField(null=True)),
                ("staff_id", fields.UUIDField(null=True)),
            ],
            options={
                "table": "voucher",
                "app": "regulars",
                "unique_together": (("program_id", "source", "idem_key"), ("program_id", "code")),
                "indexes": [
                    Index(fields=["membership_id", "created_at", "id"]),
                    Index(fields=["reward_id", "membership_id", "created_at"]),
                    Index(fields=["reward_id", "created_at"]),
                    Index(fields=["business_id", "created_at", "id"]),
                    Index(fields=["batch_id"]),
                ],
                "pk_attr": "id",
                "table_description": "One piece of a reward, on the terms of its day. Unique by program, source and idempotency key.",
            },
            bases=["BusinessRow"],
        ),
        ops.CreateModel(
            name="VoucherUse",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=True)),
                ("program_id", fields.UUIDField()),
                ("business_id", fields.UUIDField()),
                (
                    "voucher",
                    fields.ForeignKeyField(
                        "regulars.Voucher",
                        source_field="voucher_id",
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "store",
                    fields.ForeignKeyField(
                        "regulars.Store",
                        source_field="store_id",
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("membership_id", fields.UUIDField(null=True)),
                ("bill_number", fields.CharField(null=True, max_length=60)),
                ("bill_key", fields.CharField(null=True, max_length=160)),
                ("is_stackable", fields.BooleanField(default=True)),
                ("amount_minor", fields.BigIntField(null=True)),
                ("balance_minor", fields.BigIntField(null=True)),
                ("source", fields.CharField(max_length=40)),
                ("idem_key", fields.CharField(max_length=160)),
                ("request_hash", fields.CharField(max_length=64)),
                ("staff_id", fields.UUIDField(null=True)),
                ("staff_name", fields.CharField(default="", max_length=120)),
            ],
            options={
                "table": "voucher_use",
                "app": "regulars",
                "unique_together": (("program_id", "source", "idem_key"),),
                "indexes": [
                    Index(fields=["voucher_id", "created_at"]),
                    Index(fields=["membership_id", "created_at", "id"]),
                ],
                "pk_attr": "id",
                "table_description": "One use of a voucher. Append-only; unique by program, source and idempotency key.",
            },
            bases=["BusinessRow"],
        ),
        ops.RunSQL(sql("0080_rewards")),
        ops.RunSQL(sql("0080_rewards_read")),
    ]
