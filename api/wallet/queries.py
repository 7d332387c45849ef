"""Reads of the card in the phone: program keys, phones."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from api.core import clock, db
from api.wallet.rules import codes, p256
from api.wallet.types import ProgramKeyInfo

CERTIFICATE_LIFETIME = timedelta(days=7)
"""How long a phone can show its card without having been online."""

KEYS = """
    SELECT id, program_id, public_key FROM program_key
    WHERE program_id = ANY ($1::uuid[]) AND (retired_at IS NULL OR retired_at > $2)
    ORDER BY program_id, created_at DESC
"""
REVOKED_AT = """
    SELECT revoked_at FROM device_certificate WHERE program_id = $1 AND membership_id = $2 AND public_key = $3
"""


async def program_keys(program_ids: Iterable[UUID]) -> dict[UUID, list[ProgramKeyInfo]]:
    """The public keys behind codes of programs, newest first; retired ones while phones may still use them."""
    found: dict[UUID, list[ProgramKeyInfo]] = {key: [] for key in program_ids}
    for row in await db.fetch(KEYS, list(found), clock.now() - CERTIFICATE_LIFETIME):
        key_id = codes.key_id_of(p256.from_text(row["public_key"])).hex()
        found[row["program_id"]].append(ProgramKeyInfo(row["id"], key_id, row["public_key"]))
    return found


async def points_by_key_id(program_id: UUID) -> dict[bytes, bytes]:
    """The program's public points as codes name them."""
    keys = (await program_keys([program_id]))[program_id]
    return {bytes.fromhex(key.key_id): p256.from_text(key.point) for key in keys}


async def is_revoked(program_id: UUID, membership_id: UUID, device_key: bytes) -> bool:
    """True where this phone's certificate was revoked, or was never given."""
    row = await db.fetchrow(REVOKED_AT, program_id, membership_id, p256.to_text(device_key))
    return row is None or row["revoked_at"] is not None
