"""Keys of third-party apps: made, rotated, revoked. Only hashes are kept."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from api import businesses
from api.core import clock, db
from api.core.audit import Actor
from api.core.errors import BadInput, Conflict, NotFound
from api.identity import rules, standing, tokens
from api.identity.models import ApiKey
from api.identity.queries import people
from api.identity.service.access import note
from api.identity.service.authentication import API_KEY
from api.identity.types import ApiKeyInfo, IssuedApiKey

DEFAULT_RATE_PER_MINUTE = 600
MAX_KEYS = 50


async def create_api_key(
    actor: Actor,
    business_id: UUID,
    *,
    name: str,
    scopes: Iterable[str],
    granting: frozenset[str],
    expires_at: datetime | None = None,
    rate_per_minute: int = DEFAULT_RATE_PER_MINUTE,
) -> IssuedApiKey:
    """A new key; its secret is told only here. Refuses scopes beyond the caller's (`granting`) with FORBIDDEN, none or
    unknown ones and a moment in the past with BAD_INPUT.
    """
    cleaned = businesses.clean_text(name, ("name",), longest=80)
    wanted = rules.check_permissions(scopes, path=("scopes",))
    if not wanted:
        raise BadInput("Please choose what the key may do.", path=("scopes",))
    rules.check_granting(wanted, granting, path=("scopes",))
    if expires_at is not None and expires_at <= clock.now():
        raise BadInput("The key would be too old already.", path=("expiresAt",))
    program_id = await businesses.program_of(business_id)
    secret = tokens.new_api_key()
    async with db.transaction():
        if await ApiKey.filter(business_id=business_id, revoked_at=None).count() >= MAX_KEYS:
            raise Conflict(
                f"A business has at most {MAX_KEYS} keys. Please revoke one.", params={"max": MAX_KEYS}
            )
        key = await ApiKey.create(
            program_id=program_id,
            business_id=business_id,
            name=cleaned,
            prefix=secret[: tokens.SHOWN_PREFIX_LENGTH],
            key_hash=tokens.api_key_hash(secret),
            scopes=sorted(wanted),
            rate_per_minute=rate_per_minute,
            created_by=actor.id,
            expires_at=expires_at,
        )
        after = {"name": cleaned, "scopes": sorted(wanted)}
        await note(
            actor, "identity.api_key_created", ("ApiKey", key.id), (program_id, business_id), after=after
        )
        return IssuedApiKey((await people.api_keys_by_id([key.id]))[key.id], secret)


async def rotate_api_key(
    actor: Actor, business_id: UUID, api_key_id: UUID, *, granting: frozenset[str]
) -> IssuedApiKey:
    """A new secret for a key; the old one is refused from this moment on. Refuses as `create_api_key`."""
    secret = tokens.new_api_key()
    async with db.transaction():
        key = await _living(business_id, api_key_id)
        rules.check_granting(frozenset(key.scopes), granting, path=("apiKeyId",))
        old = key.key_hash
        key.prefix, key.key_hash = secret[: tokens.SHOWN_PREFIX_LENGTH], tokens.api_key_hash(secret)
        await key.save(update_fields=["prefix", "key_hash"])
        await _forget_after_commit(old)
        await note(actor, "identity.api_key_rotated", ("ApiKey", key.id), (key.program_id, business_id))
        return IssuedApiKey((await people.api_keys_by_id([key.id]))[key.id], secret)


async def revoke_api_key(actor: Actor, business_id: UUID, api_key_id: UUID) -> ApiKeyInfo:
    """Ends a key from this moment on. Refuses another business's, and one that has ended, with NOT_FOUND."""
    async with db.transaction():
        key = await _living(business_id, api_key_id)
        key.revoked_at = clock.now()
        await key.save(update_fields=["revoked_at"])
        await _forget_after_commit(key.key_hash)
        await note(actor, "identity.api_key_revoked", ("ApiKey", key.id), (key.program_id, business_id))
        return (await people.api_keys_by_id([key.id]))[key.id]


async def _living(business_id: UUID, api_key_id: UUID) -> ApiKey:
    key = await ApiKey.select_for_update().get_or_none(
        id=api_key_id, business_id=business_id, revoked_at=None
    )
    if key is None:
        raise NotFound("There is no such key.", path=("apiKeyId",))
    return key


async def _forget_after_commit(key_hash: str) -> None:
    async def mark() -> None:
        await standing.mark_ended(API_KEY, [key_hash], ttl=2 * standing.REMEMBERED)

    await db.after_commit(mark)
