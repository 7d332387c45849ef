"""Reminders before points expire, extensions, reinstatement, release before the time."""

from tortoise import fields, migrations
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.fields.db_defaults import Now, SqlDefault
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from api.core.ids import new_id
from migrations.sql import sql


class Migration(migrations.Migration):
    """See sql/0111_expiry*.sql."""

    dependencies = [("regulars", "0110_inbox")]

    initial = False

    operations = [
        ops.CreateModel(
            name="ExpiryReminder",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=True)),
                ("program_id", fields.UUIDField()),
                ("membership_id", fields.UUIDField()),
                ("day", fields.DateField()),
                ("stage", fields.SmallIntField()),
                ("points", fields.BigIntField()),
                ("told_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "expiry_reminder",
                "app": "regulars",
                "unique_together": (("program_id", "membership_id", "day", "stage"),),
                "pk_attr": "id",
                "table_description": "A member was told that points expire after `day`, at that stage. Append-only: nobody is told twice.",
            },
            bases=["TenantRow"],
        ),
        ops.CreateModel(
            name="ExpiryRun",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=True)),
                ("program_id", fields.UUIDField()),
                ("day", fields.DateField()),
            ],
            options={
                "table": "expiry_run",
                "app": "regulars",
                "unique_together": (("program_id",),),
                "pk_attr": "id",
                "table_description": "On which of its days the reminders of a program were last done.",
            },
            bases=["TenantRow"],
        ),
        ops.CreateModel(
            name="Extension",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=True)),
                ("program_id", fields.UUIDField()),
                ("business_id", fields.UUIDField()),
                ("membership_id", fields.UUIDField(null=True)),
                ("from_day", fields.DateField()),
                ("to_day", fields.DateField()),
                ("until_day", fields.DateField()),
                ("starts_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("ends_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("becomes_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("reason", fields.CharField(max_length=300)),
                ("source", fields.CharField(max_length=40)),
                ("idem_key", fields.CharField(max_length=160)),
                ("request_hash", fields.CharField(max_length=64)),
                ("staff_id", fields.UUIDField(null=True)),
                ("staff_name", fields.CharField(default="", max_length=120)),
                ("state", fields.CharField(default="running", max_length=8)),
                ("cursor_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("cursor_member", fields.UUIDField()),
                ("members", fields.IntField(default=0)),
                ("lots", fields.IntField(default=0)),
                ("points", fields.BigIntField(default=0)),
                ("finished_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "extension",
                "app": "regulars",
                "unique_together": (("program_id", "source", "idem_key"),),
                "indexes": [Index(fields=["business_id", "id"])],
                "pk_attr": "id",
                "table_description": "Points that expire within a span are to live longer: as somebody asked for it, and how far it has come.",
            },
            bases=["BusinessRow"],
        ),
        ops.CreateModel(
            name="ExtensionLot",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=True)),
                ("program_id", fields.UUIDField()),
                ("extension_id", fields.UUIDField()),
                ("lot_id", fields.UUIDField()),
                ("membership_id", fields.UUIDField()),
                ("points", fields.BigIntField()),
                ("was_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("becomes_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "extension_lot",
                "app": "regulars",
                "unique_together": (("program_id", "extension_id", "lot_id"),),
                "indexes": [Index(fields=["lot_id"])],
                "pk_attr": "id",
                "table_description": "A lot whose expiry was moved. Append-only.",
            },
            bases=["TenantRow"],
        ),
        ops.AddField(
            model_name="Program",
            name="reinstate_within_days",
            field=fields.SmallIntField(default=90, db_default=90),
        ),
        ops.AddField(
            model_name="Program",
            name="reminder_days",
            field=ArrayField(db_default=SqlDefault("'{30,7,1}'"), element_type="SMALLINT"),
        ),
        ops.RunSQL(sql("0111_expiry")),
        ops.RunSQL(sql("0111_expiry_read")),
    ]
