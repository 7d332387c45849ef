"""Tables of the plumbing: outbox, listener receipts, audit, files."""

from tortoise import fields
from tortoise.fields.db_defaults import Now
from tortoise.indexes import Index
from tortoise.models import Model

from api.core.fields import BusinessRow, Row, text_array


class OutboxFact(Row):
    """A fact waiting to be relayed, or relayed."""

    program_id = fields.UUIDField(null=True)
    business_id = fields.UUIDField(null=True)
    name = fields.CharField(max_length=80)
    version = fields.SmallIntField(db_default=1)
    payload = fields.JSONField[dict[str, object]]()
    topics = text_array(null=True)
    relayed_at = fields.DatetimeField(null=True)

    class Meta:
        table = "outbox"


class ListenerReceipt(Model):
    """Proof that one listener has dealt with one fact, written in the transaction of its effect."""

    id = fields.BigIntField(primary_key=True)
    listener = fields.CharField(max_length=80)
    fact_id = fields.UUIDField()
    done_at = fields.DatetimeField(auto_now_add=True, db_default=Now())

    class Meta:
        table = "listener_receipt"
        unique_together = (("fact_id", "listener"),)


class ListenerAttempt(Model):
    """A reaction that failed: how often, when it is tried again, and what went wrong. Gone once it succeeds."""

    id = fields.BigIntField(primary_key=True)
    listener = fields.CharField(max_length=80)
    fact_id = fields.UUIDField()
    attempts = fields.SmallIntField()
    next_at = fields.DatetimeField()
    error = fields.CharField(max_length=300, default="")

    class Meta:
        table = "listener_attempt"
        unique_together = (("fact_id", "listener"),)
        indexes = (Index(fields=("next_at",)),)


class AuditEntry(Row):
    """One privileged act. Append-only."""

    program_id = fields.UUIDField(null=True)
    business_id = fields.UUIDField(null=True)
    actor_kind = fields.CharField(max_length=20)
    actor_id = fields.UUIDField(null=True)
    actor_name = fields.CharField(max_length=200, default="")
    action = fields.CharField(max_length=80)
    target_type = fields.CharField(max_length=40, null=True)
    target_id = fields.UUIDField(null=True)
    before = fields.JSONField[dict[str, object]](null=True)
    after = fields.JSONField[dict[str, object]](null=True)
    address = fields.CharField(max_length=64, null=True)

    class Meta:
        table = "audit_entry"
        indexes = (Index(fields=("business_id", "created_at")),)


class StoredFile(BusinessRow):
    """A small file."""

    content_type = fields.CharField(max_length=40)
    sha256 = fields.CharField(max_length=64)
    content = fields.BinaryField()

    class Meta:
        table = "stored_file"
        unique_together = (("program_id", "business_id", "sha256"),)
