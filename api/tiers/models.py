"""Tables of tiers: the ladder and its steps, what members did by month, where they stand, and how they got there."""

from tortoise import fields
from tortoise.indexes import Index

from api.core.fields import TenantRow


class TierLadder(TenantRow):
    """The rules of a program's tiers; one program has one."""

    measure = fields.CharField(max_length=10)
    window = fields.CharField(max_length=16)
    window_months = fields.SmallIntField(default=12)
    effective = fields.CharField(max_length=12, default="now")
    downgrade = fields.CharField(max_length=10, default="full")
    grace_days = fields.SmallIntField(default=0)
    version = fields.IntField(default=1)

    class Meta:
        table = "tier_ladder"
        unique_together = (("program_id",),)


class Tier(TenantRow):
    """A step of the ladder. What is no longer part of it stays, out of use, for those who look back."""

    rank = fields.SmallIntField()
    name = fields.CharField(max_length=60)
    threshold = fields.BigIntField()
    multiplier_bp = fields.IntField(default=10_000)
    is_for_ever = fields.BooleanField(default=False)
    colour = fields.CharField(max_length=7, default="")
    icon = fields.CharField(max_length=40, default="")
    benefits = fields.JSONField[list[dict[str, str]]](default=list)
    reward_id = fields.UUIDField(null=True)
    is_active = fields.BooleanField(default=True)

    class Meta:
        table = "tier"
        indexes = (Index(fields=("program_id", "rank")),)


class TierLadderVersion(TenantRow):
    """The rules as they were saved once, by whom, and how many members moved by it; append-only."""

    version = fields.IntField()
    rules = fields.JSONField[dict[str, object]]()
    moved = fields.IntField(default=0)
    actor_name = fields.CharField(max_length=120, default="")

    class Meta:
        table = "tier_ladder_version"
        unique_together = (("program_id", "version"),)


class TierActivity(TenantRow):
    """What a member did in one month of the program's time, by its first day."""

    membership_id = fields.UUIDField()
    month = fields.DateField()
    earned = fields.BigIntField(default=0)
    spent_minor = fields.BigIntField(default=0)
    visits = fields.IntField(default=0)

    class Meta:
        table = "tier_activity"
        unique_together = (("program_id", "membership_id", "month"),)


class MemberTier(TenantRow):
    """Where a member stands: the tier (null: below all), since when, kept until, by hand until."""

    membership_id = fields.UUIDField()
    tier_id = fields.UUIDField(null=True)
    since = fields.DatetimeField()
    keep_until = fields.DateField(null=True)
    by_hand_until = fields.DateField(null=True)

    class Meta:
        table = "member_tier"
        unique_together = (("program_id", "membership_id"),)
        indexes = (Index(fields=("tier_id",)),)


class TierChange(TenantRow):
    """A change of a member's tier, with the names as they were; append-only."""

    membership_id = fields.UUIDField()
    from_tier_id = fields.UUIDField(null=True)
    to_tier_id = fields.UUIDField(null=True)
    from_name = fields.CharField(max_length=60, null=True)
    to_name = fields.CharField(max_length=60, null=True)
    is_up = fields.BooleanField()
    reason = fields.CharField(max_length=10)
    note = fields.CharField(max_length=300, default="")
    actor_name = fields.CharField(max_length=120, default="")
    measured = fields.BigIntField(default=0)

    class Meta:
        table = "tier_change"
        indexes = (Index(fields=("membership_id", "created_at", "id")),)
