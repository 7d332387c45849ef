"""Tables of the sync: connections, streams, mappings, documents, runs, dead rows, conflicts."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from api.core.fields import BusinessRow, Row
from api.core.ids import new_id


class ErpConnection(BusinessRow):
    """A shop's own system. `secret` is encrypted; `rules` are its SyncRules, `policies` say who wins by field."""

    name = fields.CharField(max_length=80)
    kind = fields.CharField(max_length=12)
    host = fields.CharField(max_length=255, default="", db_default="")
    port = fields.IntField(null=True)
    database = fields.CharField(max_length=128, default="", db_default="")
    username = fields.CharField(max_length=128, default="", db_default="")
    secret = fields.CharField(max_length=1000, default="", db_default="")
    path = fields.CharField(max_length=400, default="", db_default="")
    time_zone = fields.CharField(max_length=64)
    is_encrypted = fields.BooleanField(default=False, db_default=False)
    rows_per_second = fields.IntField(null=True)
    query_timeout_seconds = fields.SmallIntField(default=30, db_default=30)
    state = fields.CharField(max_length=10, default="untested", db_default="untested")
    tested_at = fields.DatetimeField(null=True)
    diagnosis = fields.JSONField[dict[str, object]](null=True)
    rules = fields.JSONField[dict[str, object]](default=dict)
    policies = fields.JSONField[dict[str, str]](default=dict)
    version = fields.IntField(default=1, db_default=1)

    class Meta:
        table = "erp_connection"
        unique_together = (("program_id", "business_id", "name"),)


class ErpStream(BusinessRow):
    """What is read of a connection. `cursor` is never ahead of what is in the books: both move in one transaction.

    `lines_spec` and `lines_mapping` read an invoice's lines beside it. A stream that is at work is leased until then;
    `generation` grows with each lease, so that a worker who lost it cannot write.
    """

    connection: fields.ForeignKeyRelation[ErpConnection] = fields.ForeignKeyField(
        "regulars.ErpConnection", on_delete=fields.RESTRICT
    )
    kind = fields.CharField(max_length=12)
    preset = fields.CharField(max_length=20, default="", db_default="")
    spec = fields.JSONField[dict[str, object]]()
    lines_spec = fields.JSONField[dict[str, object]](null=True)
    state = fields.CharField(max_length=12, default="draft", db_default="draft")
    mapping_version = fields.IntField(default=0, db_default=0)
    poll_seconds = fields.IntField(default=30, db_default=30)
    overlap_minutes = fields.IntField(default=180, db_default=180)
    lag_limit_seconds = fields.IntField(default=900, db_default=900)
    cursor = fields.JSONField[dict[str, object]](default=dict)
    history_until = fields.DatetimeField(null=True)
    next_poll_at = fields.DatetimeField(null=True)
    next_reconcile_at = fields.DatetimeField(null=True)
    leased_until = fields.DatetimeField(null=True)
    generation = fields.BigIntField(default=0, db_default=0)
    run_id = fields.UUIDField(null=True)
    failures = fields.IntField(default=0, db_default=0)
    problem = fields.CharField(max_length=30, default="", db_default="")
    problem_text = fields.CharField(max_length=300, default="", db_default="")
    caught_up_at = fields.DatetimeField(null=True)
    polled_at = fields.DatetimeField(null=True)
    version = fields.IntField(default=1, db_default=1)

    class Meta:
        table = "erp_stream"
        unique_together = (("program_id", "connection_id", "kind"),)


class ErpMapping(BusinessRow):
    """One version of a stream's mapping, with what its dry run gave. Never changed: a newer version follows."""

    stream: fields.ForeignKeyRelation[ErpStream] = fields.ForeignKeyField(
        "regulars.ErpStream", on_delete=fields.RESTRICT
    )
    version = fields.IntField()
    rows = fields.JSONField[list[object]]()
    lines = fields.JSONField[list[object]](default=list)
    dry_rows = fields.IntField(default=0, db_default=0)
    dry_dead = fields.IntField(default=0, db_default=0)
    made_by = fields.CharField(max_length=200, default="", db_default="")

    class Meta:
        table = "erp_mapping"
        unique_together = (("program_id", "stream_id", "version"),)


class ErpDoc(Model):
    """A document of the source: its newest revision, and what it gave.

    `said` is what of the mapped row has no column: lines, gift card, a customer's own fields. `parts` are the postings
    of a return that has no bill.
    """

    id = fields.UUIDField(primary_key=True, default=new_id)
    program_id = fields.UUIDField()
    business_id = fields.UUIDField()
    connection_id = fields.UUIDField()
    kind = fields.CharField(max_length=8)
    key = fields.CharField(max_length=140)
    revision = fields.IntField(default=1, db_default=1)
    row_hash = fields.CharField(max_length=32)
    source_hash = fields.BigIntField(null=True)
    state = fields.CharField(max_length=12)
    reason = fields.CharField(max_length=12, default="", db_default="")
    document = fields.CharField(max_length=8, default="", db_default="")
    year = fields.CharField(max_length=8, default="", db_default="")
    day = fields.DateField(null=True)
    branch = fields.CharField(max_length=60, default="", db_default="")
    number = fields.CharField(max_length=60, default="", db_default="")
    pin_hash = fields.CharField(max_length=64, default="", db_default="")
    parent_key = fields.CharField(max_length=140, default="", db_default="")
    amount_minor = fields.BigIntField(default=0, db_default=0)
    occurred_at = fields.DatetimeField(null=True)
    phone = fields.CharField(max_length=20, default="", db_default="")
    membership_id = fields.UUIDField(null=True)
    purchase_id = fields.UUIDField(null=True)
    points = fields.BigIntField(default=0, db_default=0)
    parts = fields.JSONField[list[object]](null=True)
    said = fields.JSONField[dict[str, object]](null=True)
    first_seen_at = fields.DatetimeField()
    changed_at = fields.DatetimeField()

    class Meta:
        table = "erp_doc"
        unique_together = (("program_id", "connection_id", "kind", "key"),)
        indexes = (Index(fields=("connection_id", "kind", "year", "day")),)


class ErpRun(BusinessRow):
    """One run of a stream and what it did. Polls that found nothing leave no row."""

    stream: fields.ForeignKeyRelation[ErpStream] = fields.ForeignKeyField(
        "regulars.ErpStream", on_delete=fields.RESTRICT
    )
    kind = fields.CharField(max_length=10)
    state = fields.CharField(max_length=8, default="running", db_default="running")
    rows_total = fields.BigIntField(null=True)
    rows_read = fields.BigIntField(default=0, db_default=0)
    rows_new = fields.BigIntField(default=0, db_default=0)
    rows_changed = fields.BigIntField(default=0, db_default=0)
    rows_same = fields.BigIntField(default=0, db_default=0)
    rows_dead = fields.BigIntField(default=0, db_default=0)
    rows_gone = fields.BigIntField(default=0, db_default=0)
    points = fields.BigIntField(default=0, db_default=0)
    problem = fields.CharField(max_length=30, default="", db_default="")
    problem_text = fields.CharField(max_length=300, default="", db_default="")
    started_at = fields.DatetimeField()
    moved_at = fields.DatetimeField()
    ended_at = fields.DatetimeField(null=True)
    made_by = fields.CharField(max_length=200, default="", db_default="")

    class Meta:
        table = "erp_run"
        indexes = (Index(fields=("program_id", "stream_id", "started_at")),)


class ErpDeadRow(BusinessRow):
    """A row that could not be taken: what it was, why, and how often it was tried. One per key of a stream."""

    stream: fields.ForeignKeyRelation[ErpStream] = fields.ForeignKeyField(
        "regulars.ErpStream", on_delete=fields.RESTRICT
    )
    key = fields.CharField(max_length=140)
    payload = fields.JSONField[dict[str, object]]()
    edited = fields.JSONField[dict[str, object]](null=True)
    code = fields.CharField(max_length=40)
    path = fields.CharField(max_length=60, default="", db_default="")
    message = fields.CharField(max_length=300)
    attempts = fields.IntField(default=1, db_default=1)
    mapping_version = fields.IntField()
    state = fields.CharField(max_length=8, default="open", db_default="open")
    moved_at = fields.DatetimeField()

    class Meta:
        table = "erp_dead_row"
        unique_together = (("program_id", "stream_id", "key"),)


class ErpStaff(BusinessRow):
    """A customer whom the source calls its staff, and the member who was tagged for it.

    `tag_id` is null where the tag was there before. One who is no longer staff stays until the tag is off.
    """

    connection_id = fields.UUIDField()
    customer_key = fields.CharField(max_length=140)
    is_staff = fields.BooleanField(default=True, db_default=True)
    membership_id = fields.UUIDField(null=True)
    tag_id = fields.UUIDField(null=True)

    class Meta:
        table = "erp_staff"
        unique_together = (("program_id", "connection_id", "customer_key"),)


class ErpConflict(BusinessRow):
    """A field of a customer of which the source and we say different things, to be decided by a person."""

    connection: fields.ForeignKeyRelation[ErpConnection] = fields.ForeignKeyField(
        "regulars.ErpConnection", on_delete=fields.RESTRICT
    )
    membership: fields.ForeignKeyRelation[Row] = fields.ForeignKeyField(
        "regulars.Membership", on_delete=fields.RESTRICT
    )
    customer_key = fields.CharField(max_length=140)
    field = fields.CharField(max_length=20)
    ours = fields.CharField(max_length=300)
    theirs = fields.CharField(max_length=300)
    state = fields.CharField(max_length=8, default="open", db_default="open")
    decided_by = fields.CharField(max_length=200, default="", db_default="")
    decided_at = fields.DatetimeField(null=True)

    class Meta:
        table = "erp_conflict"
        unique_together = (("program_id", "connection_id", "membership_id", "field"),)
