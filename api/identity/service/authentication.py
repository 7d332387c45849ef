"""Turning a bearer token into who is calling; runs on every request."""

from collections import OrderedDict

from api.core import clock
from api.core.errors import Unauthenticated
from api.identity import standing
from api.identity.queries import principals
from api.identity.tokens import API_KEY_PREFIX, ENDED, api_key_hash, read_access_token
from api.identity.types import Principal, Remembered

SESSION = "session"
API_KEY = "api_key"
MAX_REMEMBERED = 20_000

_remembered: OrderedDict[str, Remembered] = OrderedDict()


def remembered(token: str) -> Remembered | None:
    """The caller behind a session's token as this process knew them last; None for others, and once the token ends.

    Good only together with its proof, which the reader puts into the statement that reads for the caller.
    """
    found = _remembered.get(token)
    if found is None:
        return None
    expires_at = found.principal.expires_at
    if expires_at is None or expires_at <= clock.now():
        del _remembered[token]
        return None
    return found


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
    principal = principals.session_principal(found, claims.expires_at)
    _remember(token, Remembered(principal, claims.session_id, str(found.get("fingerprint"))))
    return principal


def _remember(token: str, caller: Remembered) -> None:
    _remembered[token] = caller
    _remembered.move_to_end(token)
    if len(_remembered) > MAX_REMEMBERED:
        _remembered.popitem(last=False)


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
