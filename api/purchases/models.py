"""Tables of sales: purchases with lines, returns, earn rules, imports.

Stores and members are never deleted, and bills name them without a database constraint: under one, every bill of a
store locks the store's row. The view `invariant_bills_are_of_somebody` proves that no bill and no line dangles.
"""

from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.indexes import Index
from tortoise.models import Model

from api.core.fields import BusinessRow, Row


class Purchase(BusinessRow):
    """A bill. Unique by program, source and idempotency key.

    `stated` is set where another system keeps it: its revision here, and the transactions that gave points (`parts`).
    """

    store: fields.ForeignKeyRelation[Model] = fields.ForeignKeyField(
        "regulars.Store", on_delete=fields.NO_ACTION, db_constraint=False
    )
    membership: fields.ForeignKeyNullableRelation[Model] = fields.ForeignKeyField(
        "regulars.Membership", on_delete=fields.NO_ACTION, null=True, db_constraint=False
    )
    bill_number = fields.CharField(max_length=60, null=True)
    source = fields.CharField(max_length=40)
    idem_key = fields.CharField(max_length=160)
    request_hash = fields.CharField(max_length=64)
    occurred_at = fields.DatetimeField()
    currency = fields.CharField(max_length=3)
    amount_minor = fields.BigIntField()
    gift_card_minor = fields.BigIntField(default=0)
    points_paid = fields.BigIntField(default=0)
    points_paid_minor = fields.BigIntField(default=0)
    eligible_minor = fields.BigIntField()
    points_earned = fields.BigIntField()
    returned_minor = fields.BigIntField(default=0)
    points_taken_back = fields.BigIntField(default=0)
    points_given_back = fields.BigIntField(default=0)
    status = fields.CharField(max_length=16, default="recorded")
    earn_tx_id = fields.UUIDField(null=True)
    redeem_tx_id = fields.UUIDField(null=True)
    explanation = fields.JSONField[list[object]](default=list)
    staff_id = fields.UUIDField(null=True)
    staff_name = fields.CharField(max_length=120, default="")
    device_id = fields.CharField(max_length=80, null=True)
    stated = fields.JSONField[dict[str, object]](null=True)

    class Meta:
        table = "purchase"
        unique_together = (("program_id", "source", "idem_key"),)
        indexes = (
            Index(fields=("program_id", "membership_id", "occurred_at", "id")),
            Index(fields=("store_id", "occurred_at", "id")),
            Index(fields=("business_id", "occurred_at", "id")),
        )


class PurchaseLine(Row):
    """One line of a bill. Quantity in thousandths; `points` is its share of what the bill earned."""

    program_id = fields.UUIDField()
    purchase: fields.ForeignKeyRelation[Purchase] = fields.ForeignKeyField(
        "regulars.Purchase", on_delete=fields.NO_ACTION, db_constraint=False
    )
    seq = fields.SmallIntField()
    product_id = fields.UUIDField(null=True)
    category_id = fields.UUIDField(null=True)
    sku = fields.CharField(max_length=80, default="")
    name = fields.CharField(max_length=200, default="")
    quantity_milli = fields.BigIntField(default=1000)
    amount_minor = fields.BigIntField()
    points = fields.BigIntField(default=0)
    returned_minor = fields.BigIntField(default=0)

    class Meta:
        table = "purchase_line"
        unique_together = (("program_id", "purchase_id", "seq"),)


class PurchaseReturn(BusinessRow):
    """Goods brought back, whole, by line or by amount; or a bill voided within its window."""

    purchase: fields.ForeignKeyRelation[Purchase] = fields.ForeignKeyField(
        "regulars.Purchase", on_delete=fields.RESTRICT
    )
    kind = fields.CharField(max_length=8)
    source = fields.CharField(max_length=40)
    idem_key = fields.CharField(max_length=160)
    request_hash = fields.CharField(max_length=64)
    amount_minor = fields.BigIntField()
    points_taken_back = fields.BigIntField()
    points_given_back = fields.BigIntField(default=0)
    reason = fields.CharField(max_length=300, default="")
    lines = fields.JSONField[list[object]](default=list)
    staff_id = fields.UUIDField(null=True)
    occurred_at = fields.DatetimeField()

    class Meta:
        table = "purchase_return"
        unique_together = (("program_id", "source", "idem_key"),)
        indexes = (Index(fields=("purchase_id",)),)


class EarnRule(BusinessRow):
    """How a sale earns: a rate for some goods, a multiplier at some times, a bonus on some occasion."""

    name = fields.CharField(max_length=120)
    kind = fields.CharField(max_length=12)
    priority = fields.IntField(default=100)
    conditions = fields.JSONField[dict[str, object]](default=dict)
    earn_points = fields.IntField(null=True)
    earn_per_minor = fields.BigIntField(null=True)
    multiplier_bp = fields.IntField(null=True)
    bonus_points = fields.BigIntField(null=True)
    cap_points = fields.BigIntField(null=True)
    starts_at = fields.DatetimeField(null=True)
    ends_at = fields.DatetimeField(null=True)
    is_active = fields.BooleanField(default=True)
    version = fields.IntField(default=1)

    class Meta:
        table = "earn_rule"
        indexes = (Index(fields=("program_id", "business_id", "is_active")),)


class ImportRun(BusinessRow):
    """One run of an import: how far it came, so that it can be taken up again."""

    kind = fields.CharField(max_length=20)
    fingerprint = fields.CharField(max_length=64)
    rows_done = fields.BigIntField(default=0)
    rows_dead = fields.BigIntField(default=0)
    byte_offset = fields.BigIntField(default=0)
    dead_bytes = fields.BigIntField(default=0)
    finished_at = fields.DatetimeField(null=True)

    class Meta:
        table = "import_run"
        unique_together = (("program_id", "business_id", "kind", "fingerprint"),)


class UncountedBatch(Model):
    """What customers did by bills of a large batch of history, until it is added to profiles and tiers.

    One row for each part of the customers: the arrays have an element for each bill of theirs.
    """

    id = fields.BigIntField(primary_key=True)
    program_id = fields.UUIDField()
    business_id = fields.UUIDField()
    part = fields.SmallIntField()
    members = ArrayField(element_type="uuid")
    months = ArrayField(element_type="date")
    earned = ArrayField(element_type="bigint")
    spent_minor = ArrayField(element_type="bigint")
    moments = ArrayField(element_type="timestamptz")

    class Meta:
        table = "uncounted_batch"
        indexes = (Index(fields=("program_id", "part")),)
