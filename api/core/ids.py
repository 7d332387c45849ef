"""Ids: UUIDv7 made in the app, shown to clients as opaque `Type:uuid`."""

import base64
import binascii
from uuid import UUID

import uuid_utils
from asyncpg.pgproto import pgproto
from uuid_utils import compat

from api.core.errors import BadInput


class BadId(BadInput):
    """An id that this program never gave out."""

    code = "BAD_ID"


def new_id() -> UUID:
    """A time-ordered id (UUIDv7, RFC 9562)."""
    return compat.uuid7()


def new_ids(count: int) -> list[UUID]:
    """`count` ids as `new_id` makes them, in the driver's class of UUID, which costs a third: for rows in bulk."""
    return [pgproto.UUID(uuid_utils.uuid7().bytes) for _ in range(count)]


def to_global_id(type_name: str, key: UUID) -> str:
    """`Card` and its key as one opaque string of URL-safe base64 without padding."""
    return base64.urlsafe_b64encode(f"{type_name}:{key}".encode()).rstrip(b"=").decode()


def from_global_id(text: str) -> tuple[str, UUID]:
    """The inverse of `to_global_id`. Refuses anything else with BAD_ID."""
    if len(text) > 200 or not text.isascii():
        raise BadId("This id is not one of ours.")
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True).decode()
        type_name, _, key = raw.partition(":")
        parsed = UUID(key)
    except (binascii.Error, ValueError) as error:
        raise BadId("This id is not one of ours.") from error
    if to_global_id(type_name, parsed) != text:
        raise BadId("This id is not one of ours.")
    return type_name, parsed


def key_of(text: str, type_name: str, *, path: tuple[str, ...] = ()) -> UUID:
    """The key of an opaque id that must be of `type_name`. Refuses others with BAD_ID at `path`."""
    try:
        found, key = from_global_id(text)
    except BadId as error:
        raise BadId(error.message, path=path) from error
    if found != type_name:
        raise BadId(f"This id is of a {found}, a {type_name} was expected.", path=path)
    return key
