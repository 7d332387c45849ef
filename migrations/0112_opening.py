"""Opening balances from a file."""

from orjson import loads
from tortoise import fields, migrations
from tortoise.fields.data import JSON_DUMPS
from tortoise.fields.db_defaults import Now
from tortoise.migrations import operations as ops

from api.core.ids import new_id
from migrations.sql import sql


class Migration(migrations.Migration):
    """See sql/0112_opening.sql."""

    dependencies = [("regulars", "0111_expiry")]

    initial = False

    operations = [
        ops.CreateModel(
            name="BalanceImport",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=True)),
                ("program_id", fields.UUIDField()),
                ("business_id", fields.UUIDField()),
                ("file_name", fields.CharField(max_length=200)),
                ("fingerprint", fields.CharField(max_length=64)),
                ("header", fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ("state", fields.CharField(default="reading", max_length=10)),
                ("staff_id", fields.UUIDField(null=True)),
                ("staff_name", fields.CharField(default="", max_length=120)),
                ("parts", fields.IntField(default=0)),
                ("rows_read", fields.IntField(default=0)),
                ("rows_wrong", fields.IntField(default=0)),
                ("rows_posted", fields.IntField(default=0)),
                ("rows_known", fields.IntField(default=0)),
                ("points_read", fields.BigIntField(default=0)),
                ("points_posted", fields.BigIntField(default=0)),
                ("finished_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "balance_import",
                "app": "regulars",
                "unique_together": (("program_id", "business_id", "fingerprint"),),
                "pk_attr": "id",
                "table_description": "A file of opening balances: read in pieces, checked, posted when somebody says so.",
            },
            bases=["BusinessRow"],
        ),
        ops.CreateModel(
            name="BalanceImportRow",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=True)),
                ("program_id", fields.UUIDField()),
                ("import_id", fields.UUIDField()),
                ("line", fields.IntField()),
                ("text", fields.CharField(max_length=500)),
                ("phone", fields.CharField(null=True, max_length=20)),
                ("number", fields.CharField(null=True, max_length=16)),
                ("name", fields.CharField(default="", max_length=120)),
                ("points", fields.BigIntField(null=True)),
                ("earned_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("expires_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("reason", fields.CharField(default="", max_length=300)),
                ("key", fields.CharField(default="", max_length=160)),
                ("content", fields.CharField(default="", max_length=64)),
                ("problem", fields.CharField(null=True, max_length=200)),
                ("tx_id", fields.UUIDField(null=True)),
            ],
            options={
                "table": "balance_import_row",
                "app": "regulars",
                "unique_together": (("program_id", "import_id", "line"),),
                "pk_attr": "id",
                "table_description": "A line of the file: what it says, or what is wrong with it; `tx_id` once it is posted.",
            },
            bases=["TenantRow"],
        ),
        ops.RunSQL(sql("0112_opening")),
    ]
