"""Clearing and settlement between businesses."""

from tortoise import fields
from tortoise.fields.db_defaults import Now
from tortoise.indexes import Index
from tortoise.models import Model

from api.core.fields import BusinessRow, TenantRow
from api.core.ids import new_id


class ClearingRate(TenantRow):
    """Money for one point from a moment on, for one issuer or for all. Append-only."""

    issuer_id = fields.UUIDField(null=True)
    micro_minor = fields.BigIntField()
    currency = fields.CharField(max_length=3)
    valid_from = fields.DatetimeField()
    note = fields.CharField(max_length=300, default="")
    set_by = fields.UUIDField(null=True)
    set_by_name = fields.CharField(max_length=120, default="")

    class Meta:
        table = "clearing_rate"
        indexes = (Index(fields=("program_id", "issuer_id", "valid_from")),)


class Clearing(Model):
    """Points of one issuer taken or given back in one posting, and who pays whom. Append-only but for `period_id`."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    program_id = fields.UUIDField()
    tx_id = fields.UUIDField()
    seq = fields.SmallIntField()
    kind = fields.CharField(max_length=12)
    issuer_id = fields.UUIDField()
    payer_id = fields.UUIDField()
    redeemer_id = fields.UUIDField()
    pack_id = fields.UUIDField(null=True)
    rate_id = fields.UUIDField()
    micro_minor = fields.BigIntField()
    points = fields.BigIntField()
    amount_minor = fields.BigIntField()
    reverses_id = fields.UUIDField(null=True)
    period_id = fields.UUIDField(null=True)
    occurred_at = fields.DatetimeField()
    recorded_at = fields.DatetimeField(auto_now_add=True, db_default=Now())

    class Meta:
        table = "clearing"
        unique_together = (("program_id", "tx_id", "seq"),)


class ClearingPack(BusinessRow):
    """Points that a business paid for in advance; `holder_id` has the money and pays for them."""

    holder_id = fields.UUIDField()
    points = fields.BigIntField()
    used = fields.BigIntField(default=0)
    alert_points = fields.BigIntField(default=0)
    amount_minor = fields.BigIntField()
    currency = fields.CharField(max_length=3)
    tx_id = fields.UUIDField()

    class Meta:
        table = "clearing_pack"
        indexes = (Index(fields=("program_id", "business_id", "created_at")),)


class SettlementPeriod(TenantRow):
    """A span in which businesses of a program settle; it goes from open to paid and never back."""

    number = fields.IntField()
    starts_at = fields.DatetimeField()
    ends_at = fields.DatetimeField()
    state = fields.CharField(max_length=8, default="open")
    netting = fields.CharField(max_length=12, default="multilateral")
    currency = fields.CharField(max_length=3)
    closed_at = fields.DatetimeField(null=True)
    invoiced_at = fields.DatetimeField(null=True)
    paid_at = fields.DatetimeField(null=True)

    class Meta:
        table = "settlement_period"
        unique_together = (("program_id", "number"),)


class SettlementStatement(BusinessRow):
    """One business in one closed period. Append-only."""

    period: fields.ForeignKeyRelation[SettlementPeriod] = fields.ForeignKeyField(
        "regulars.SettlementPeriod", on_delete=fields.RESTRICT
    )
    opening_minor = fields.BigIntField()
    owed_minor = fields.BigIntField()
    due_minor = fields.BigIntField()
    settled_minor = fields.BigIntField()
    closing_minor = fields.BigIntField()

    class Meta:
        table = "settlement_statement"
        unique_together = (("program_id", "period_id", "business_id"),)


class SettlementLine(BusinessRow):
    """One partner and one reason on a statement: what the business gets, or owes if negative. Append-only."""

    statement: fields.ForeignKeyRelation[SettlementStatement] = fields.ForeignKeyField(
        "regulars.SettlementStatement", on_delete=fields.RESTRICT
    )
    partner_id = fields.UUIDField()
    side = fields.CharField(max_length=4)
    kind = fields.CharField(max_length=12)
    postings = fields.BigIntField()
    points = fields.BigIntField()
    amount_minor = fields.BigIntField()

    class Meta:
        table = "settlement_line"
        unique_together = (("program_id", "statement_id", "partner_id", "side", "kind"),)


class SettlementPayment(TenantRow):
    """A payment that settles a closed period; recorded once."""

    period: fields.ForeignKeyRelation[SettlementPeriod] = fields.ForeignKeyField(
        "regulars.SettlementPeriod", on_delete=fields.RESTRICT
    )
    payer_id = fields.UUIDField()
    payee_id = fields.UUIDField()
    amount_minor = fields.BigIntField()
    tx_id = fields.UUIDField(null=True)
    paid_at = fields.DatetimeField(null=True)
    settled_in_id = fields.UUIDField(null=True)

    class Meta:
        table = "settlement_payment"
        unique_together = (("program_id", "period_id", "payer_id", "payee_id"),)
