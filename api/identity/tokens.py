"""Access tokens (JWT, HS256), refresh tokens and secrets of keys."""

import base64
import hashlib
import hmac
import secrets
import string
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import jwt

from api.core import clock
from api.core.crypto import derived_key, keyed_hash
from api.core.errors import Unauthenticated
from api.core.settings import get_settings

ISSUER = "regulars"
AUDIENCE = "regulars-api"
API_KEY_PREFIX = "rk_"
API_KEY_LENGTH = 40
SHOWN_PREFIX_LENGTH = len(API_KEY_PREFIX) + 6
ENDED = "Your session has ended. Please sign in again."

_LETTERS = string.ascii_letters + string.digits
_REQUIRED = ["exp", "iat", "iss", "aud", "sub", "sid", "jti"]


@dataclass(frozen=True, slots=True)
class AccessClaims:
    """What an access token says."""

    user_id: UUID
    session_id: UUID
    expires_at: datetime


def make_access_token(user_id: UUID, session_id: UUID, *, not_after: datetime) -> tuple[str, datetime]:
    """A signed token and when it expires: after ACCESS_TOKEN_EXPIRE_MINUTES, and never after `not_after`."""
    now = clock.now()
    expires_at = min(now + get_settings().access_token_ttl, not_after).replace(microsecond=0)
    claims = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": str(user_id),
        "sid": str(session_id),
        "jti": secrets.token_urlsafe(12),
        "iat": now,
        "exp": expires_at,
    }
    return jwt.encode(claims, derived_key("access-token"), algorithm="HS256"), expires_at


def read_access_token(token: str) -> AccessClaims:
    """The claims of a token of ours. Refuses any other, or one past its time, with UNAUTHENTICATED."""
    try:
        claims = jwt.decode(
            token,
            derived_key("access-token"),
            algorithms=["HS256"],
            issuer=ISSUER,
            audience=AUDIENCE,
            options={"require": _REQUIRED},
        )
        return AccessClaims(
            user_id=UUID(claims["sub"]),
            session_id=UUID(claims["sid"]),
            expires_at=datetime.fromtimestamp(claims["exp"], UTC),
        )
    except (jwt.InvalidTokenError, ValueError, TypeError, AttributeError) as error:
        raise Unauthenticated(ENDED) from error


def new_refresh_token() -> str:
    """256 random bits."""
    return secrets.token_urlsafe(32)


def successor_of(refresh_token: str) -> str:
    """The token that follows: always the same one, known to nobody without our key.

    So a device that asks twice with one token (two tabs, a lost answer) holds one token in the end, not two.
    """
    digest = hmac.new(derived_key("refresh-successor"), refresh_token.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def refresh_hash(refresh_token: str) -> str:
    """What is stored of a refresh token."""
    return keyed_hash("refresh-token", refresh_token)


def new_invitation_token() -> str:
    """256 random bits."""
    return secrets.token_urlsafe(32)


def invitation_hash(token: str) -> str:
    """What is stored of an invitation's token."""
    return keyed_hash("invitation", token)


def new_api_key() -> str:
    """`rk_` and forty letters and digits: 238 random bits."""
    return API_KEY_PREFIX + "".join(secrets.choice(_LETTERS) for _ in range(API_KEY_LENGTH))


def api_key_hash(secret: str) -> str:
    """What is stored of an API key."""
    return keyed_hash("api-key", secret)
