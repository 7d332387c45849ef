"""Tables of rewards: the catalogue, vouchers, their uses, and codes made together."""

from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.indexes import Index
from tortoise.models import Model

from api.core.fields import BusinessRow, text_array


class Reward(BusinessRow):
    """An offer of the catalogue. `stock_taken` counts pieces that vouchers hold, never more than `stock`."""

    kind = fields.CharField(max_length=20)
    name = fields.CharField(max_length=120)
    description = fields.CharField(max_length=2000, default="")
    texts = fields.JSONField[dict[str, object]](default=dict)
    category = fields.CharField(max_length=60, default="")
    picture_file_id = fields.UUIDField(null=True)
    points_price = fields.BigIntField(default=0)
    cash_minor = fields.BigIntField(default=0)
    value_minor = fields.BigIntField(null=True)
    discount_bp = fields.IntField(null=True)
    stock = fields.BigIntField(null=True)
    stock_taken = fields.BigIntField(default=0)
    per_member = fields.IntField(null=True)
    per_period = fields.IntField(null=True)
    period = fields.CharField(max_length=8, default="ever")
    tier_ids = ArrayField(element_type="uuid")
    store_ids = ArrayField(element_type="uuid")
    weekdays = text_array()
    from_hour = fields.SmallIntField(null=True)
    to_hour = fields.SmallIntField(null=True)
    kid_age_from = fields.SmallIntField(null=True)
    kid_age_to = fields.SmallIntField(null=True)
    valid_days = fields.IntField(null=True)
    starts_at = fields.DatetimeField(null=True)
    ends_at = fields.DatetimeField(null=True)
    is_stackable = fields.BooleanField(default=True)
    needs_fulfilment = fields.BooleanField(default=False)
    is_listed = fields.BooleanField(default=True)
    is_active = fields.BooleanField(default=True)
    version = fields.IntField(default=1)

    class Meta:
        table = "reward"
        indexes = (Index(fields=("program_id", "business_id", "is_active")),)


class VoucherBatch(BusinessRow):
    """Codes that were generated or brought in together, for whoever holds one."""

    reward: fields.ForeignKeyRelation[Reward] = fields.ForeignKeyField(
        "regulars.Reward", on_delete=fields.RESTRICT
    )
    name = fields.CharField(max_length=120)
    is_imported = fields.BooleanField(default=False)
    size = fields.IntField()
    source = fields.CharField(max_length=40)
    idem_key = fields.CharField(max_length=160)
    request_hash = fields.CharField(max_length=64)
    staff_id = fields.UUIDField(null=True)

    class Meta:
        table = "voucher_batch"
        unique_together = (("program_id", "source", "idem_key"),)


class Voucher(BusinessRow):
    """One piece of a reward, on the terms of its day. Unique by program, source and idempotency key."""

    reward: fields.ForeignKeyRelation[Reward] = fields.ForeignKeyField(
        "regulars.Reward", on_delete=fields.RESTRICT
    )
    membership: fields.ForeignKeyNullableRelation[Model] = fields.ForeignKeyField(
        "regulars.Membership", on_delete=fields.RESTRICT, null=True
    )
    batch: fields.ForeignKeyNullableRelation[VoucherBatch] = fields.ForeignKeyField(
        "regulars.VoucherBatch", on_delete=fields.RESTRICT, null=True
    )
    code = fields.CharField(max_length=32)
    state = fields.CharField(max_length=10, default="active")
    kind = fields.CharField(max_length=20)
    source = fields.CharField(max_length=40)
    idem_key = fields.CharField(max_length=160)
    request_hash = fields.CharField(max_length=64)
    is_given = fields.BooleanField(default=False)
    points_paid = fields.BigIntField(default=0)
    redeem_tx_id = fields.UUIDField(null=True)
    cash_minor = fields.BigIntField(default=0)
    value_minor = fields.BigIntField(null=True)
    discount_bp = fields.IntField(null=True)
    balance_minor = fields.BigIntField(null=True)
    is_stackable = fields.BooleanField(default=True)
    fulfilment = fields.CharField(max_length=12, default="none")
    valid_until = fields.DatetimeField(null=True)
    held_until = fields.DatetimeField(null=True)
    used_at = fields.DatetimeField(null=True)
    reference_id = fields.UUIDField(null=True)
    reason = fields.CharField(max_length=300, default="")
    store_id = fields.UUIDField(null=True)
    staff_id = fields.UUIDField(null=True)

    class Meta:
        table = "voucher"
        unique_together = (("program_id", "source", "idem_key"), ("program_id", "code"))
        indexes = (
            Index(fields=("membership_id", "created_at", "id")),
            Index(fields=("reward_id", "membership_id", "created_at")),
            Index(fields=("reward_id", "created_at")),
            Index(fields=("business_id", "created_at", "id")),
            Index(fields=("batch_id",)),
        )


class VoucherUse(BusinessRow):
    """One use of a voucher. Append-only; unique by program, source and idempotency key."""

    voucher: fields.ForeignKeyRelation[Voucher] = fields.ForeignKeyField(
        "regulars.Voucher", on_delete=fields.RESTRICT
    )
    store: fields.ForeignKeyRelation[Model] = fields.ForeignKeyField(
        "regulars.Store", on_delete=fields.RESTRICT
    )
    membership_id = fields.UUIDField(null=True)
    bill_number = fields.CharField(max_length=60, null=True)
    bill_key = fields.CharField(max_length=160, null=True)
    is_stackable = fields.BooleanField(default=True)
    amount_minor = fields.BigIntField(null=True)
    balance_minor = fields.BigIntField(null=True)
    source = fields.CharField(max_length=40)
    idem_key = fields.CharField(max_length=160)
    request_hash = fields.CharField(max_length=64)
    staff_id = fields.UUIDField(null=True)
    staff_name = fields.CharField(max_length=120, default="")

    class Meta:
        table = "voucher_use"
        unique_together = (("program_id", "source", "idem_key"),)
        indexes = (
            Index(fields=("voucher_id", "created_at")),
            Index(fields=("membership_id", "created_at", "id")),
        )
