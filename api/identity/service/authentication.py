"""Turning a bearer token into who is calling; runs on every request."""

from api.core import clock
from api.core.errors import Unauthenticated
from api.identity import standing
from api.identity.queries import principals
from api.identity.tokens import API_KEY_PREFIX, ENDED, api_key_hash, read_access_token
from api.identity.types import Principal

SESSION = "session"
API_KEY = "api_key"


async def authenticate(token: str) -> Principal:
    """The caller behind an access token or an `rk_` API key.

    One read of Redis (or of Postgres, where Redis does not know). Refuses with UNAUTHENTICATED a token that is forged,
    too old, or whose session, key, user or staff member has ended, from the moment that it ended.
    """
    try:
        if token.startswith(API_KEY_PREFIX):
            return await _api_key(token)
        return await _session(token)
    except standing.Ended as error:
        raise Unauthenticated(ENDED) from error


async def _session(token: str) -> Principal:
    claims = read_access_token(token)
    found = await standing.recall(SESSION, claims.session_id)
    if found is None:
        found = await principals.session_standing(claims.session_id)
        if found is None:
            raise standing.Ended
        await standing.remember(SESSION, claims.session_id, found)
    return principals.session_principal(found, claims.expires_at)


async def _api_key(secret: str) -> Principal:
    digest = api_key_hash(secret)
    found = await standing.recall(API_KEY, digest)
    if found is None:
        found = await principals.api_key_standing(digest)
        if found is None:
            raise Unauthenticated("This API key is not known, or was revoked.")
        await standing.remember(API_KEY, digest, found)
    caller = principals.api_key_principal(found)
    if caller.expires_at is not None and caller.expires_at <= clock.now():
        raise Unauthenticated("This API key is too old.")
    return caller
