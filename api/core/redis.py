"""Redis: one client per process, every key and channel under one prefix."""

from redis.asyncio import Redis

from api.core.settings import get_settings

_clients: dict[str, Redis] = {}


async def connect(url: str) -> None:
    """Opens the client of this process and proves that the server answers."""
    opened: Redis = Redis.from_url(url, decode_responses=True, health_check_interval=30)
    await opened.ping()
    _clients["default"] = opened


async def disconnect() -> None:
    """Closes the client."""
    opened = _clients.pop("default", None)
    if opened is not None:
        await opened.aclose()


def client() -> Redis:
    """The open client. Raises KeyError before `connect`."""
    return _clients["default"]


def key(*parts: object) -> str:
    """`regulars:inbox:+91...`: a name that no other installation on this server uses."""
    return get_settings().redis_prefix + ":".join(str(part) for part in parts)
