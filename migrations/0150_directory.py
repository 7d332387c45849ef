"""The office's list of customers: saved views, bulk runs with their items and files, and what is read of them."""

from orjson import loads
from tortoise import fields, migrations
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.fields.data import JSON_DUMPS
from tortoise.fields.db_defaults import Now
from tortoise.migrations import operations as ops

from api.core.ids import new_id
from migrations.sql import sql


class Migration(migrations.Migration):
    """See sql/0150_directory.sql."""

    dependencies = [("regulars", "0143_timeline")]

    initial = False

    operations = [
        ops.CreateModel(
            name="BulkFile",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=True)),
                ("program_id", fields.UUIDField()),
                ("business_id", fields.UUIDField()),
                ("run_id", fields.UUIDField()),
                ("nr", fields.IntField()),
                ("content", fields.BinaryField()),
            ],
            options={
                "table": "bulk_file",
                "app": "regulars",
                "unique_together": (("program_id", "run_id", "nr"),),
                "pk_attr": "id",
                "table_description": "A piece of a file that a run makes.",
            },
            bases=["BusinessRow"],
        ),
        ops.CreateModel(
            name="BulkItem",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("program_id", fields.UUIDField()),
                ("business_id", fields.UUIDField()),
                ("run_id", fields.UUIDField()),
                ("nr", fields.IntField()),
                ("membership_id", fields.UUIDField(null=True)),
                ("outcome", fields.CharField(default="waiting", max_length=10)),
                ("code", fields.CharField(default="", max_length=120)),
                ("before", fields.CharField(null=True, max_length=1000)),
                ("tx_id", fields.UUIDField(null=True)),
                ("cells", ArrayField(null=True, element_type="TEXT")),
            ],
            options={
                "table": "bulk_item",
                "app": "regulars",
                "unique_together": (("program_id", "run_id", "nr"),),
                "pk_attr": "id",
                "table_description": "One member, or one line of a file, of a run: its place, what came of it, and what was before.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="BulkRun",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=True)),
                ("program_id", fields.UUIDField()),
                ("business_id", fields.UUIDField()),
                ("kind", fields.CharField(max_length=10)),
                ("state", fields.CharField(max_length=10)),
                ("params", fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ("total", fields.IntField(default=0)),
                ("place", fields.IntField(default=0)),
                ("created", fields.IntField(default=0)),
                ("changed", fields.IntField(default=0)),
                ("same", fields.IntField(default=0)),
                ("refused", fields.IntField(default=0)),
                ("undone", fields.IntField(default=0)),
                ("points", fields.BigIntField(default=0)),
                ("file_name", fields.CharField(default="", max_length=200)),
                ("problem", fields.CharField(default="", max_length=200)),
                ("failures", fields.SmallIntField(default=0)),
                ("staff_id", fields.UUIDField(null=True)),
                ("actor_id", fields.UUIDField(null=True)),
                ("actor_name", fields.CharField(default="", max_length=200)),
                ("idem_key", fields.CharField(max_length=160)),
                ("request_hash", fields.CharField(max_length=64)),
                ("moved_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=True)),
                ("started_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("ended_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "bulk_run",
                "app": "regulars",
                "unique_together": (("program_id", "business_id", "idem_key"),),
                "pk_attr": "id",
                "table_description": "One bulk act. `place` is how far the worker came through its items, forwards or undoing.",
            },
            bases=["BusinessRow"],
        ),
        ops.CreateModel(
            name="CustomerView",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=True)),
                ("program_id", fields.UUIDField()),
                ("business_id", fields.UUIDField()),
                ("staff_id", fields.UUIDField(null=True)),
                ("made_by", fields.UUIDField(null=True)),
                ("name", fields.CharField(max_length=60)),
                ("search", fields.CharField(default="", max_length=200)),
                ("narrowed", fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ("sort", fields.CharField(default="newest", max_length=20)),
                ("columns", ArrayField(element_type="TEXT")),
                ("is_default", fields.BooleanField(default=False)),
                ("version", fields.IntField(default=1)),
            ],
            options={
                "table": "customer_view",
                "app": "regulars",
                "pk_attr": "id",
                "table_description": "A saved view: search, filter, sort and columns under a name. Without `staff_id` it is shared in the business.",
            },
            bases=["BusinessRow"],
        ),
        ops.RunSQL(sql("0150_directory")),
    ]
