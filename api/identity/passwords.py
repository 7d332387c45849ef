"""Argon2id hashes of passwords and PINs (RFC 9106), worked out beside the event loop."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# OWASP's second choice for argon2id: 19 MiB, two passes, one lane. Two threads bound memory and processor time.
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="argon2")


async def hash_secret(secret: str) -> str:
    """The hash to keep."""
    return await asyncio.get_running_loop().run_in_executor(_threads, _hasher.hash, secret)


async def is_secret(stored: str | None, secret: str) -> bool:
    """Whether the secret belongs to the hash. Without a hash it is False after the same work."""
    return await asyncio.get_running_loop().run_in_executor(_threads, _verify, stored, secret)


def needs_rehash(stored: str) -> bool:
    """True where the hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(stored)


def _verify(stored: str | None, secret: str) -> bool:
    try:
        _hasher.verify(stored or _nobody(), secret)
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


@lru_cache(maxsize=1)
def _nobody() -> str:
    return _hasher.hash("nobody has this password")
