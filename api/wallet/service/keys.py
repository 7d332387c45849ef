"""A program's signing keys: made when first needed, sealed at rest, replaced on request."""

from functools import lru_cache
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec

from api.core import audit, crypto, db
from api.core.audit import Actor
from api.core.ids import new_id
from api.wallet.queries import program_keys
from api.wallet.rules import p256
from api.wallet.types import ProgramKeyInfo

ACTIVE = "SELECT id, private_key_sealed FROM program_key WHERE program_id = $1 AND retired_at IS NULL"
INSERT = """
    INSERT INTO program_key (id, program_id, public_key, private_key_sealed) VALUES ($1, $2, $3, $4)
    ON CONFLICT (program_id) WHERE retired_at IS NULL DO NOTHING
"""
RETIRE = "UPDATE program_key SET retired_at = now() WHERE program_id = $1 AND retired_at IS NULL RETURNING id"


async def signing_key(program_id: UUID) -> tuple[UUID, ec.EllipticCurvePrivateKey]:
    """The program's active key with its row's id; made now where there is none."""
    row = await db.fetchrow(ACTIVE, program_id)
    if row is None:
        await _make(program_id)
        row = await db.fetchrow(ACTIVE, program_id)
    if row is None:
        raise RuntimeError("a signing key was retired while it was being made")
    return row["id"], _opened(row["private_key_sealed"])


async def keys_of(program_id: UUID) -> list[ProgramKeyInfo]:
    """The public keys that a till needs to read cards without a net, newest first; never empty."""
    known = (await program_keys([program_id]))[program_id]
    if not known:
        await _make(program_id)
        known = (await program_keys([program_id]))[program_id]
    return known


async def rotate_program_key(actor: Actor, program_id: UUID) -> None:
    """Retires the active key and makes another. Certificates of the old one stay good until they end."""
    async with db.transaction():
        retired = await db.fetchval(RETIRE, program_id)
        await _make(program_id)
        await audit.record(
            actor,
            "wallet.rotate_key",
            target=("ProgramKey", retired) if retired else None,
            program_id=program_id,
        )


async def _make(program_id: UUID) -> None:
    key = p256.new_private_key()
    sealed = crypto.encrypt(p256.to_text(p256.private_bytes(key)))
    await db.execute(INSERT, new_id(), program_id, p256.to_text(p256.point_of(key)), sealed)


@lru_cache(maxsize=256)
def _opened(sealed: str) -> ec.EllipticCurvePrivateKey:
    return p256.private_key(p256.from_text(crypto.decrypt(sealed)))
