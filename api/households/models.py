"""Tables of households: a program's rules, households, their members, invitations, and what members spent of others."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from api.core.fields import TenantRow


class HouseholdRules(TenantRow):
    """What households a program allows. Without a row there are none."""

    is_on = fields.BooleanField(default=False)
    max_members = fields.SmallIntField(default=6)
    version = fields.IntField(default=1)

    class Meta:
        table = "household_rules"
        unique_together = (("program_id",),)


class Household(TenantRow):
    """Members of a program who spend together."""

    name = fields.CharField(max_length=60)
    closed_at = fields.DatetimeField(null=True)

    class Meta:
        table = "household"
        indexes = (Index(fields=("program_id",)),)


class HouseholdMember(TenantRow):
    """A member in a household, from joining to leaving. Limits bound what is taken of the others' points."""

    household: fields.ForeignKeyRelation[Household] = fields.ForeignKeyField(
        "regulars.Household", on_delete=fields.RESTRICT, related_name="members"
    )
    membership: fields.ForeignKeyRelation[Model] = fields.ForeignKeyField(
        "regulars.Membership", on_delete=fields.RESTRICT, related_name="households"
    )
    role = fields.CharField(max_length=8)
    is_paused = fields.BooleanField(default=False)
    shares_points = fields.BooleanField(default=True)
    max_per_day = fields.BigIntField(null=True)
    max_per_week = fields.BigIntField(null=True)
    max_per_month = fields.BigIntField(null=True)
    left_at = fields.DatetimeField(null=True)

    class Meta:
        table = "household_member"
        indexes = (Index(fields=("household_id",)), Index(fields=("membership_id",)))


class HouseholdInvitation(TenantRow):
    """An invitation to a household, for whoever has its code or holds its number. Numbers are kept while it is open."""

    household: fields.ForeignKeyRelation[Household] = fields.ForeignKeyField(
        "regulars.Household", on_delete=fields.RESTRICT, related_name="invitations"
    )
    inviter: fields.ForeignKeyRelation[Model] = fields.ForeignKeyField(
        "regulars.Membership", on_delete=fields.RESTRICT, related_name="household_invitations"
    )
    role = fields.CharField(max_length=8)
    code = fields.CharField(max_length=12)
    phone = fields.CharField(max_length=16, null=True)
    state = fields.CharField(max_length=10, default="open")
    answered_by_id = fields.UUIDField(null=True)
    expires_at = fields.DatetimeField()

    class Meta:
        table = "household_invitation"
        unique_together = (("program_id", "code"),)
        indexes = (Index(fields=("household_id",)), Index(fields=("phone",)))


class HouseholdDraw(TenantRow):
    """Points of one member that another spent. Append-only; what came back is read from the ledger."""

    household: fields.ForeignKeyRelation[Household] = fields.ForeignKeyField(
        "regulars.Household", on_delete=fields.RESTRICT, related_name="draws"
    )
    spender_id = fields.UUIDField()
    payer_id = fields.UUIDField()
    points = fields.BigIntField()
    tx_id = fields.UUIDField()
    spend_tx_id = fields.UUIDField()
    reason = fields.CharField(max_length=300, default="")

    class Meta:
        table = "household_draw"
        unique_together = (("program_id", "tx_id"),)
        indexes = (
            Index(fields=("household_id", "created_at", "id")),
            Index(fields=("spender_id", "created_at")),
            Index(fields=("spend_tx_id",)),
        )
