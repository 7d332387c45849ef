"""Tables of callers: users, sessions, roles, grants, invitations, API keys."""

from tortoise import fields
from tortoise.indexes import Index

from api.core.fields import BusinessRow, Row, text_array


class User(Row):
    """Someone with credentials. Grants say what they may do where; `person_id` links the customer's face."""

    email = fields.CharField(max_length=254, null=True, unique=True)
    password_hash = fields.CharField(max_length=200, null=True)
    display_name = fields.CharField(max_length=120, default="")
    person_id = fields.UUIDField(null=True, unique=True)
    is_platform_admin = fields.BooleanField(default=False)
    disabled_at = fields.DatetimeField(null=True)

    class Meta:
        table = "app_user"


class Role(BusinessRow):
    """A bundle of named permissions that a business can edit."""

    key = fields.CharField(max_length=40)
    name = fields.CharField(max_length=80)
    permissions = text_array()
    is_builtin = fields.BooleanField(default=False)

    class Meta:
        table = "role"
        unique_together = (("program_id", "business_id", "key"),)


class StaffMember(BusinessRow):
    """A user's grant in one business. The PIN switches people on a shared till."""

    user: fields.ForeignKeyNullableRelation[User] = fields.ForeignKeyField(
        "regulars.User", on_delete=fields.RESTRICT, null=True
    )
    role: fields.ForeignKeyRelation[Role] = fields.ForeignKeyField("regulars.Role", on_delete=fields.RESTRICT)
    name = fields.CharField(max_length=120)
    pin_hash = fields.CharField(max_length=200, null=True)
    pin_tries = fields.SmallIntField(default=0)
    pin_locked_until = fields.DatetimeField(null=True)
    status = fields.CharField(max_length=10, default="active")

    class Meta:
        table = "staff_member"
        unique_together = (("program_id", "business_id", "user_id"),)
        indexes = (Index(fields=("user_id",)),)


class Session(Row):
    """One signed-in device. Its refresh tokens rotate; a reused one ends the session.

    A session that a PIN opened on a shared till ends with the till's own, its `parent_id`.
    """

    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField("regulars.User", on_delete=fields.RESTRICT)
    face = fields.CharField(max_length=10)
    staff_id = fields.UUIDField(null=True)
    parent_id = fields.UUIDField(null=True)
    method = fields.CharField(max_length=12, default="password")
    device_name = fields.CharField(max_length=120, default="")
    address = fields.CharField(max_length=64, null=True)
    last_used_at = fields.DatetimeField(auto_now_add=True)
    expires_at = fields.DatetimeField()
    revoked_at = fields.DatetimeField(null=True)
    revoked_reason = fields.CharField(max_length=40, null=True)

    class Meta:
        table = "session"
        indexes = (
            Index(fields=("user_id", "revoked_at")),
            Index(fields=("staff_id", "revoked_at")),
            Index(fields=("parent_id",)),
        )


class RefreshToken(Row):
    """One link of a session's chain; only its hash is kept."""

    session: fields.ForeignKeyRelation[Session] = fields.ForeignKeyField(
        "regulars.Session", on_delete=fields.CASCADE
    )
    token_hash = fields.CharField(max_length=64, unique=True)
    used_at = fields.DatetimeField(null=True)

    class Meta:
        table = "refresh_token"
        indexes = (Index(fields=("session_id",)),)


class Invitation(BusinessRow):
    """An invitation to join a business's staff."""

    email = fields.CharField(max_length=254)
    role: fields.ForeignKeyRelation[Role] = fields.ForeignKeyField("regulars.Role", on_delete=fields.RESTRICT)
    token_hash = fields.CharField(max_length=64, unique=True)
    invited_by = fields.UUIDField(null=True)
    expires_at = fields.DatetimeField()
    accepted_at = fields.DatetimeField(null=True)
    revoked_at = fields.DatetimeField(null=True)

    class Meta:
        table = "invitation"
        indexes = (Index(fields=("business_id", "created_at")),)


class ApiKey(BusinessRow):
    """A third-party app's key; only its hash is kept."""

    name = fields.CharField(max_length=80)
    prefix = fields.CharField(max_length=16)
    key_hash = fields.CharField(max_length=64, unique=True)
    scopes = text_array()
    rate_per_minute = fields.IntField(default=600)
    created_by = fields.UUIDField(null=True)
    last_used_at = fields.DatetimeField(null=True)
    expires_at = fields.DatetimeField(null=True)
    revoked_at = fields.DatetimeField(null=True)

    class Meta:
        table = "api_key"
        indexes = (Index(fields=("business_id", "created_at")),)
