"""Tortoise's configuration: one app, models of all domains, one line of migrations."""

from importlib.util import find_spec
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

APP = "regulars"
DOMAINS = (
    "core",
    "businesses",
    "identity",
    "products",
    "customers",
    "notifications",
    "ledger",
    "tiers",
    "gifts",
    "households",
    "rewards",
    "promotions",
    "stamps",
    "reviews",
    "purchases",
    "wallet",
    "directory",
    "erp",
)


def model_modules() -> list[str]:
    """The models module of every domain, in order of the floors."""
    return [f"api.{domain}.models" for domain in DOMAINS if find_spec(f"api.{domain}.models")]


def connection_options(url: str) -> dict[str, Any]:
    """The parts of a database URL as asyncpg names them."""
    parts = urlsplit(url)
    options = parse_qs(parts.query)
    return {
        "host": options.get("host", [parts.hostname or "127.0.0.1"])[0],
        "port": parts.port or 5432,
        "user": unquote(parts.username or "postgres"),
        "password": unquote(parts.password) if parts.password else None,
        "database": parts.path.lstrip("/") or "postgres",
        **({"ssl": options["sslmode"][0]} if "sslmode" in options else {}),
    }


def orm_config(url: str, *, pool_size: int = 4, connection_class: type | None = None) -> dict[str, Any]:
    """The configuration for `Tortoise.init` and for its migration tool."""
    credentials = connection_options(url) | {
        "minsize": 1,
        "maxsize": pool_size,
        "server_settings": {"timezone": "UTC", "application_name": "regulars", "jit": "off"},
    }
    if connection_class is not None:
        credentials["connection_class"] = connection_class
    return {
        "connections": {"default": {"engine": "tortoise.backends.asyncpg", "credentials": credentials}},
        "apps": {
            APP: {"models": model_modules(), "default_connection": "default", "migrations": "migrations"}
        },
        "use_tz": True,
        "timezone": "UTC",
    }
