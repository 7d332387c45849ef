"""Secrets at rest and signed hashes, from keys derived of SECRET_KEY."""

import base64
import hashlib
import hmac
from functools import lru_cache

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from api.core.settings import get_settings


@lru_cache(maxsize=16)
def derived_key(purpose: str) -> bytes:
    """32 bytes for one purpose (HKDF, RFC 5869), so that no key serves two."""
    settings = get_settings()
    secret = (
        settings.encryption_key
        if purpose == "encryption" and settings.encryption_key
        else settings.secret_key
    )
    return HKDF(SHA256(), 32, b"regulars", purpose.encode()).derive(secret.get_secret_value().encode())


def encrypt(plain: str) -> str:
    """A secret for the database (Fernet)."""
    return Fernet(base64.urlsafe_b64encode(derived_key("encryption"))).encrypt(plain.encode()).decode()


def decrypt(sealed: str) -> str:
    """The inverse of `encrypt`. Raises InvalidToken when the key changed."""
    return Fernet(base64.urlsafe_b64encode(derived_key("encryption"))).decrypt(sealed.encode()).decode()


def keyed_hash(purpose: str, text: str) -> str:
    """HMAC-SHA256 in hex: for codes and tokens whose plain form is never stored."""
    return hmac.new(derived_key(purpose), text.encode(), hashlib.sha256).hexdigest()


def same_hash(left: str, right: str) -> bool:
    """Equality in constant time."""
    return hmac.compare_digest(left.encode(), right.encode())
