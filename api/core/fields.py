"""Field shapes that every domain's models share."""

from typing import Any

from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.fields.db_defaults import Now
from tortoise.models import Model

from api.core.ids import new_id


class Row(Model):
    """A table row: an id made in the app and the moment it was written."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    created_at = fields.DatetimeField(auto_now_add=True, db_default=Now())

    class Meta:
        abstract = True


class TenantRow(Row):
    """A row of one program."""

    program_id = fields.UUIDField()

    class Meta:
        abstract = True


class BusinessRow(TenantRow):
    """A row of one business within its program."""

    business_id = fields.UUIDField()

    class Meta:
        abstract = True


def text_array(**options: Any) -> ArrayField:
    """A text[] column."""
    return ArrayField(element_type="text", **options)


def uuid_array(**options: Any) -> ArrayField:
    """A uuid[] column."""
    return ArrayField(element_type="uuid", **options)


def small_array(**options: Any) -> ArrayField:
    """A smallint[] column."""
    return ArrayField(element_type="smallint", **options)
