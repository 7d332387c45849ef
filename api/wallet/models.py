"""Tables of the card in the phone: program signing keys and device certificates."""

from tortoise import fields
from tortoise.indexes import Index

from api.core.fields import TenantRow


class ProgramKey(TenantRow):
    """A program's P-256 key that signs device certificates; the private half is encrypted."""

    public_key = fields.TextField()
    private_key_sealed = fields.TextField()
    retired_at = fields.DatetimeField(null=True)

    class Meta:
        table = "program_key"
        indexes = (Index(fields=("program_id", "retired_at")),)


class DeviceCertificate(TenantRow):
    """A phone's key, certified for one card until it expires."""

    membership_id = fields.UUIDField()
    public_key = fields.CharField(max_length=90)
    key_id = fields.UUIDField()
    certificate = fields.TextField()
    expires_at = fields.DatetimeField()
    revoked_at = fields.DatetimeField(null=True)

    class Meta:
        table = "device_certificate"
        unique_together = (("program_id", "membership_id", "public_key"),)
