"""Reminders, extensions, and balances from an older program."""

from tortoise import fields
from tortoise.indexes import Index

from api.core.fields import BusinessRow, TenantRow


class ExpiryReminder(TenantRow):
    """A member was told that points expire after `day`, at that stage. Append-only: nobody is told twice."""

    membership_id = fields.UUIDField()
    day = fields.DateField()
    stage = fields.SmallIntField()
    points = fields.BigIntField()
    told_at = fields.DatetimeField()

    class Meta:
        table = "expiry_reminder"
        unique_together = (("program_id", "membership_id", "day", "stage"),)


class ExpiryRun(TenantRow):
    """On which of its days the reminders of a program were last done."""

    day = fields.DateField()

    class Meta:
        table = "expiry_run"
        unique_together = (("program_id",),)


class Extension(BusinessRow):
    """Points that expire within a span are to live longer: as somebody asked for it, and how far it has come.

    The span is (`starts_at`, `ends_at`], the new expiry `becomes_at`; the days are what the person said. Without a
    member it is for all. `cursor_at` and `cursor_member` are the last group of lots that was looked at.
    """

    membership_id = fields.UUIDField(null=True)
    from_day = fields.DateField()
    to_day = fields.DateField()
    until_day = fields.DateField()
    starts_at = fields.DatetimeField()
    ends_at = fields.DatetimeField()
    becomes_at = fields.DatetimeField()
    reason = fields.CharField(max_length=300)
    source = fields.CharField(max_length=40)
    idem_key = fields.CharField(max_length=160)
    request_hash = fields.CharField(max_length=64)
    staff_id = fields.UUIDField(null=True)
    staff_name = fields.CharField(max_length=120, default="")
    state = fields.CharField(max_length=8, default="running")
    cursor_at = fields.DatetimeField()
    cursor_member = fields.UUIDField()
    members = fields.IntField(default=0)
    lots = fields.IntField(default=0)
    points = fields.BigIntField(default=0)
    finished_at = fields.DatetimeField(null=True)

    class Meta:
        table = "extension"
        unique_together = (("program_id", "source", "idem_key"),)
        indexes = (Index(fields=("business_id", "id")),)


class ExtensionLot(TenantRow):
    """A lot whose expiry was moved. Append-only."""

    extension_id = fields.UUIDField()
    lot_id = fields.UUIDField()
    membership_id = fields.UUIDField()
    points = fields.BigIntField()
    was_at = fields.DatetimeField()
    becomes_at = fields.DatetimeField()

    class Meta:
        table = "extension_lot"
        unique_together = (("program_id", "extension_id", "lot_id"),)
        indexes = (Index(fields=("lot_id",)),)


class BalanceImport(BusinessRow):
    """A file of opening balances: read in pieces, checked, posted when somebody says so."""

    file_name = fields.CharField(max_length=200)
    fingerprint = fields.CharField(max_length=64)
    header = fields.JSONField[list[str]](default=list)
    state = fields.CharField(max_length=10, default="reading")
    staff_id = fields.UUIDField(null=True)
    staff_name = fields.CharField(max_length=120, default="")
    parts = fields.IntField(default=0)
    rows_read = fields.IntField(default=0)
    rows_wrong = fields.IntField(default=0)
    rows_posted = fields.IntField(default=0)
    rows_known = fields.IntField(default=0)
    points_read = fields.BigIntField(default=0)
    points_posted = fields.BigIntField(default=0)
    finished_at = fields.DatetimeField(null=True)

    class Meta:
        table = "balance_import"
        unique_together = (("program_id", "business_id", "fingerprint"),)


class BalanceImportRow(TenantRow):
    """A line of the file: what it says, or what is wrong with it; `tx_id` once it is posted."""

    import_id = fields.UUIDField()
    line = fields.IntField()
    text = fields.CharField(max_length=500)
    phone = fields.CharField(max_length=20, null=True)
    number = fields.CharField(max_length=16, null=True)
    name = fields.CharField(max_length=120, default="")
    points = fields.BigIntField(null=True)
    earned_at = fields.DatetimeField(null=True)
    expires_at = fields.DatetimeField(null=True)
    reason = fields.CharField(max_length=300, default="")
    key = fields.CharField(max_length=160, default="")
    content = fields.CharField(max_length=64, default="")
    problem = fields.CharField(max_length=200, null=True)
    tx_id = fields.UUIDField(null=True)

    class Meta:
        table = "balance_import_row"
        unique_together = (("program_id", "import_id", "line"),)
