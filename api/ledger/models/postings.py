"""Accounts, transactions, entries, lots and limits."""

from tortoise import fields
from tortoise.fields.db_defaults import Now
from tortoise.indexes import Index
from tortoise.models import Model

from api.core.fields import TenantRow
from api.core.ids import new_id


class Account(TenantRow):
    """Where points or money lie. Only members' accounts are live: they hold a balance, a version and a floor."""

    owner_kind = fields.CharField(max_length=12)
    owner_id = fields.UUIDField()
    kind = fields.CharField(max_length=16)
    unit = fields.CharField(max_length=48)
    is_live = fields.BooleanField(default=False)
    balance = fields.BigIntField(default=0)
    version = fields.BigIntField(default=0)
    floor = fields.BigIntField(null=True)
    merged_into_id = fields.UUIDField(null=True)

    class Meta:
        table = "account"
        unique_together = (("program_id", "owner_kind", "owner_id", "kind", "unit"),)


class Tx(Model):
    """One posting. Append-only; unique by program, source and idempotency key for ever."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    program_id = fields.UUIDField()
    business_id = fields.UUIDField(null=True)
    kind = fields.CharField(max_length=20)
    source = fields.CharField(max_length=40)
    idem_key = fields.CharField(max_length=160)
    request_hash = fields.CharField(max_length=64)
    store_id = fields.UUIDField(null=True)
    membership_id = fields.UUIDField(null=True)
    staff_id = fields.UUIDField(null=True)
    device_id = fields.CharField(max_length=80, null=True)
    reverses_id = fields.UUIDField(null=True)
    reference_id = fields.UUIDField(null=True)
    points = fields.BigIntField()
    balance_after = fields.BigIntField()
    pending_after = fields.BigIntField(default=0)
    reason = fields.CharField(max_length=300, default="")
    result = fields.JSONField[dict[str, object]](default=dict)
    occurred_at = fields.DatetimeField()
    recorded_at = fields.DatetimeField(auto_now_add=True, db_default=Now())

    class Meta:
        table = "tx"
        unique_together = (("program_id", "source", "idem_key"),)
        indexes = (
            # not led by the program: a plan made while the table was empty must not mistake one for the unique key
            Index(fields=("membership_id", "occurred_at")),
            Index(fields=("business_id", "occurred_at")),
        )


class Entry(Model):
    """One line of a posting: per transaction and unit the amounts sum to zero. Append-only."""

    id = fields.BigIntField(primary_key=True)
    program_id = fields.UUIDField()
    tx_id = fields.UUIDField()
    seq = fields.SmallIntField()
    account_id = fields.UUIDField()
    amount = fields.BigIntField()
    balance_after = fields.BigIntField(null=True)
    account_version = fields.BigIntField(null=True)

    class Meta:
        table = "entry"
        unique_together = (("program_id", "tx_id", "seq"),)


class Lot(Model):
    """Points earned together: they are released, spent and expire together, and their issuer owes them."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    program_id = fields.UUIDField()
    account_id = fields.UUIDField()
    membership_id = fields.UUIDField()
    tx_id = fields.UUIDField()
    issuer_id = fields.UUIDField()
    points = fields.BigIntField()
    remaining = fields.BigIntField()
    state = fields.CharField(max_length=10, default="open")
    earned_at = fields.DatetimeField()
    release_at = fields.DatetimeField(null=True)
    expires_at = fields.DatetimeField(null=True)

    class Meta:
        table = "lot"
        indexes = (Index(fields=("tx_id",)),)


class LotMove(Model):
    """Points taken from or given back to a lot. Append-only: the matrix of who owes whom."""

    id = fields.BigIntField(primary_key=True)
    program_id = fields.UUIDField()
    tx_id = fields.UUIDField()
    lot_id = fields.UUIDField()
    points = fields.BigIntField()
    issuer_id = fields.UUIDField()
    redeemer_id = fields.UUIDField(null=True)

    class Meta:
        table = "lot_move"
        indexes = (Index(fields=("tx_id",)), Index(fields=("lot_id",)))


class LimitUse(Model):
    """How much of a limit a staff member or a store has used in one window of time."""

    id = fields.BigIntField(primary_key=True)
    program_id = fields.UUIDField()
    kind = fields.CharField(max_length=12)
    owner_id = fields.UUIDField()
    window_start = fields.DatetimeField()
    used = fields.BigIntField()

    class Meta:
        table = "limit_use"
        unique_together = (("program_id", "kind", "owner_id", "window_start"),)
