"""The coalition: invitations with terms, rates, clearing between businesses, settlement periods."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.fields.db_defaults import Now
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from api.core.ids import new_id
from migrations.sql import sql


class Migration(migrations.Migration):
    """See sql/0100_*.sql."""

    dependencies = [("regulars", "0090_stamps")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Clearing",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("program_id", fields.UUIDField()),
                ("tx_id", fields.UUIDField()),
                ("seq", fields.SmallIntField()),
                ("kind", fields.CharField(max_length=12)),
                ("issuer_id", fields.UUIDField()),
                ("payer_id", fields.UUIDField()),
                ("redeemer_id", fields.UUIDField()),
                ("pack_id", fields.UUIDField(null=True)),
                ("rate_id", fields.UUIDField()),
                ("micro_minor", fields.BigIntField()),
                ("points", fields.BigIntField()),
                ("amount_minor", fields.BigIntField()),
                ("reverses_id", fields.UUIDField(null=True)),
                ("period_id", fields.UUIDField(null=True)),
                ("occurred_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("recorded_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=True)),
            ],
            options={
                "table": "clearing",
                "app": "regulars",
                "unique_together": (("program_id", "tx_id", "seq"),),
                "pk_attr": "id",
                "table_description": "Points of one issuer taken or given back in one posting, and who pays whom. Append-only but for `period_id`.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ClearingPack",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=True)),
                ("program_id", fields.UUIDField()),
                ("business_id", fields.UUIDField()),
                ("holder_id", fields.UUIDField()),
                ("points", fields.BigIntField()),
                ("used", fields.BigIntField(default=0)),
                ("alert_points", fields.BigIntField(default=0)),
                ("amount_minor", fields.BigIntField()),
                ("currency", fields.CharField(max_length=3)),
                ("tx_id", fields.UUIDField()),
            ],
            options={
                "table": "clearing_pack",
                "app": "regulars",
                "indexes": [Index(fields=["program_id", "business_id", "created_at"])],
                "pk_attr": "id",
                "table_description": "Points that a business paid for in advance; `holder_id` has the money and pays for them.",
            },
            bases=["BusinessRow"],
        ),
        ops.CreateModel(
            name="ClearingRate",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=True)),
                ("program_id", fields.UUIDField()),
                ("issuer_id", fields.UUIDField(null=True)),
                ("micro_minor", fields.BigIntField()),
                ("currency", fields.CharField(max_length=3)),
                ("valid_from", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("note", fields.CharField(default="", max_length=300)),
                ("set_by", fields.UUIDField(null=True)),
                ("set_by_name", fields.CharField(default="", max_length=120)),
            ],
            options={
                "table": "clearing_rate",
                "app": "regulars",
                "indexes": [Index(fields=["program_id", "issuer_id", "valid_from"])],
                "pk_attr": "id",
                "table_description": "Money for one point from a moment on, for one issuer or for all. Append-only.",
            },
            bases=["TenantRow"],
        ),
        ops.CreateModel(
            name="PartnerInvitation",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=True)),
                ("program_id", fields.UUIDField()),
                ("business_id", fields.UUIDField()),
                ("email", fields.CharField(max_length=254)),
                ("token_hash", fields.CharField(unique=True, max_length=64)),
                ("terms", fields.TextField(unique=False)),
                ("micro_minor", fields.BigIntField(null=True)),
                ("funding", fields.CharField(default="redeem", max_length=8)),
                ("invited_by_name", fields.CharField(default="", max_length=120)),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("state", fields.CharField(default="waiting", max_length=10)),
                ("answered_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("answered_by_name", fields.CharField(default="", max_length=120)),
                ("partner_id", fields.UUIDField(null=True)),
            ],
            options={
                "table": "partner_invitation",
                "app": "regulars",
                "indexes": [Index(fields=["business_id", "created_at"])],
                "pk_attr": "id",
                "table_description": "An invitation to take part in the program of `business_id`, with its terms; answered once.",
            },
            bases=["BusinessRow"],
        ),
        ops.CreateModel(
            name="SettlementPeriod",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=True)),
                ("program_id", fields.UUIDField()),
                ("number", fields.IntField()),
                ("starts_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("ends_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("state", fields.CharField(default="open", max_length=8)),
                ("netting", fields.CharField(default="multilateral", max_length=12)),
                ("currency", fields.CharField(max_length=3)),
                ("closed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("invoiced_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("paid_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "settlement_period",
                "app": "regulars",
                "unique_together": (("program_id", "number"),),
                "pk_attr": "id",
                "table_description": "A span in which businesses of a program settle; it goes from open to paid and never back.",
            },
            bases=["TenantRow"],
        ),
        ops.CreateModel(
            name="SettlementPayment",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=True)),
                ("program_id", fields.UUIDField()),
                (
                    "period",
                    fields.ForeignKeyField(
                        "regulars.SettlementPeriod",
                        source_field="period_id",
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("payer_id", fields.UUIDField()),
                ("payee_id", fields.UUIDField()),
                ("amount_minor", fields.BigIntField()),
                ("tx_id", fields.UUIDField(null=True)),
                ("paid_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("settled_in_id", fields.UUIDField(null=True)),
            ],
            options={
                "table": "settlement_payment",
                "app": "regulars",
                "unique_together": (("program_id", "period_id", "payer_id", "payee_id"),),
                "pk_attr": "id",
                "table_description": "A payment that settles a closed period; recorded once.",
            },
            bases=["TenantRow"],
        ),
        ops.CreateModel(
            name="SettlementStatement",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=True)),
                ("program_id", fields.UUIDField()),
                ("business_id", fields.UUIDField()),
                (
                    "period",
                    fields.ForeignKeyField(
                        "regulars.SettlementPeriod",
                        source_field="period_id",
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("opening_minor", fields.BigIntField()),
                ("owed_minor", fields.BigIntField()),
                ("due_minor", fields.BigIntField()),
                ("settled_minor", fields.BigIntField()),
                ("closing_minor", fields.BigIntField()),
            ],
            options={
                "table": "settlement_statement",
                "app": "regulars",
                "unique_together": (("program_id", "period_id", "business_id"),),
                "pk_attr": "id",
                "table_description": "One business in one closed period. Append-only.",
            },
            bases=["BusinessRow"],
        ),
        ops.CreateModel(
            name="SettlementLine",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=True)),
                ("program_id", fields.UUIDField()),
                ("business_id", fields.UUIDField()),
                (
                    "statement",
                    fields.ForeignKeyField(
                        "regulars.SettlementStatement",
                        source_field="statement_id",
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("partner_id", fields.UUIDField()),
                ("side", fields.CharField(max_length=4)),
                ("kind", fields.CharField(max_length=12)),
                ("postings", fields.BigIntField()),
                ("points", fields.BigIntField()),
                ("amount_minor", fields.BigIntField()),
            ],
            options={
                "table": "settlement_line",
                "app": "regulars",
                "unique_together": (("program_id", "statement_id", "partner_id", "side", "kind"),),
                "pk_attr": "id",
                "table_description": "One partner and one reason on a statement: what the business gets, or owes if negative. Append-only.",
            },
            bases=["BusinessRow"],
        ),
        ops.AddField(
            model_name="Participant",
            name="funding",
            field=fields.CharField(default="redeem", max_length=8),
        ),
        ops.RunSQL(sql("0100_clearing")),
        ops.RunSQL(sql("0100_clearing_post")),
        ops.RunSQL(sql("0100_settlement")),
        ops.RunSQL(sql("0100_clearing_check")),
        ops.RunSQL(sql("0100_coalition_read")),
    ]
