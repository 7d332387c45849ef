"""Tables of the office's list of customers: saved views, bulk runs, their items and files."""

from tortoise import fields
from tortoise.fields.db_defaults import Now
from tortoise.models import Model

from api.core.fields import BusinessRow, text_array


class CustomerView(BusinessRow):
    """A saved view: search, filter, sort and columns under a name. Without `staff_id` it is shared in the business."""

    staff_id = fields.UUIDField(null=True)
    made_by = fields.UUIDField(null=True)
    name = fields.CharField(max_length=60)
    search = fields.CharField(max_length=200, default="")
    narrowed = fields.JSONField[dict[str, object]](default=dict)
    sort = fields.CharField(max_length=20, default="newest")
    columns = text_array()
    is_default = fields.BooleanField(default=False)
    version = fields.IntField(default=1)

    class Meta:
        table = "customer_view"


class BulkRun(BusinessRow):
    """One bulk act. `place` is how far the worker came through its items, forwards or undoing."""

    kind = fields.CharField(max_length=10)
    state = fields.CharField(max_length=10)
    params = fields.JSONField[dict[str, object]](default=dict)
    total = fields.IntField(default=0)
    place = fields.IntField(default=0)
    created = fields.IntField(default=0)
    changed = fields.IntField(default=0)
    same = fields.IntField(default=0)
    refused = fields.IntField(default=0)
    undone = fields.IntField(default=0)
    points = fields.BigIntField(default=0)
    file_name = fields.CharField(max_length=200, default="")
    problem = fields.CharField(max_length=200, default="")
    failures = fields.SmallIntField(default=0)
    staff_id = fields.UUIDField(null=True)
    actor_id = fields.UUIDField(null=True)
    actor_name = fields.CharField(max_length=200, default="")
    idem_key = fields.CharField(max_length=160)
    request_hash = fields.CharField(max_length=64)
    moved_at = fields.DatetimeField(auto_now_add=True, db_default=Now())
    started_at = fields.DatetimeField(null=True)
    ended_at = fields.DatetimeField(null=True)

    class Meta:
        table = "bulk_run"
        unique_together = (("program_id", "business_id", "idem_key"),)


class BulkItem(Model):
    """One member, or one line of a file, of a run: its place, what came of it, and what was before."""

    id = fields.BigIntField(primary_key=True)
    program_id = fields.UUIDField()
    business_id = fields.UUIDField()
    run_id = fields.UUIDField()
    nr = fields.IntField()
    membership_id = fields.UUIDField(null=True)
    outcome = fields.CharField(max_length=10, default="waiting")
    code = fields.CharField(max_length=120, default="")
    before = fields.CharField(max_length=1000, null=True)
    tx_id = fields.UUIDField(null=True)
    cells = text_array(null=True)

    class Meta:
        table = "bulk_item"
        unique_together = (("program_id", "run_id", "nr"),)


class BulkFile(BusinessRow):
    """A piece of a file that a run makes."""

    run_id = fields.UUIDField()
    nr = fields.IntField()
    content = fields.BinaryField()

    class Meta:
        table = "bulk_file"
        unique_together = (("program_id", "run_id", "nr"),)
