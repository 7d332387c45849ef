"""Small files (logos, pictures) kept in Postgres; their name is their content's hash."""

import hashlib
from dataclasses import dataclass
from uuid import UUID

from api.core import db
from api.core.errors import BadInput
from api.core.ids import new_id

MAX_BYTES = 512 * 1024
SIGNATURES = {
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff",
    "image/webp": b"RIFF",
}


class BadFile(BadInput):
    """A file of a kind or size that is not taken."""

    code = "BAD_FILE"


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file as it is served."""

    id: UUID
    content_type: str
    content: bytes


async def store(
    content: bytes, *, program_id: UUID, business_id: UUID, path: tuple[str, ...] = ("logo",)
) -> UUID:
    """Keeps a PNG, JPEG or WebP of at most 512 kB, told by its first bytes; the id. Refuses others with BAD_FILE."""
    if len(content) > MAX_BYTES:
        raise BadFile("The picture is too large. Please use one of at most 512 kB.", path=path)
    content_type = next((kind for kind, start in SIGNATURES.items() if content.startswith(start)), None)
    if content_type is None:
        raise BadFile("Please use a PNG, JPEG or WebP picture.", path=path)
    digest = hashlib.sha256(content).hexdigest()
    found: UUID = await db.fetchval(
        "INSERT INTO stored_file (id, program_id, business_id, content_type, sha256, content) "
        "VALUES ($1, $2, $3, $4, $5, $6) "
        "ON CONFLICT (program_id, business_id, sha256) DO UPDATE SET sha256 = excluded.sha256 RETURNING id",
        new_id(),
        program_id,
        business_id,
        content_type,
        digest,
        content,
    )
    return found


async def read(file_id: UUID) -> StoredFile | None:
    """A file by its id, which is unguessable; None where there is none."""
    row = await db.fetchrow("SELECT id, content_type, content FROM stored_file WHERE id = $1", file_id)
    return None if row is None else StoredFile(row["id"], row["content_type"], row["content"])
