"""An app with settings of a test's own, and a client of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import httpx
from pydantic import SecretStr
from starlette.applications import Starlette

from api.app import build
from api.core.settings import Settings, get_settings
from tests.graphql.base.sample import Callers, sample_schema

SECRET: Final = SecretStr("a-Secret-0f-more-than-thirty-two-characters!")
CALLERS: Final = Callers()


@asynccontextmanager
async def nothing(_: Starlette) -> AsyncIterator[None]:
    """The lifespan of an app whose database and Redis the tests have opened."""
    yield


def settings(**changes: Any) -> Settings:
    """The test's settings, changed."""
    return get_settings().model_copy(update=changes)


@asynccontextmanager
async def app(
    pwa: Path = Path("/nowhere"),
    *,
    address: str = "127.0.0.1",
    base: str = "http://shop.test",
    **changes: Any,
) -> AsyncIterator[httpx.AsyncClient]:
    """A client of an app with these settings, calling from `address`."""
    built = build(settings(**changes), sample_schema(), CALLERS.authenticate, lifespan=nothing, pwa=pwa)
    transport = httpx.ASGITransport(built, client=(address, 50_000))
    async with httpx.AsyncClient(transport=transport, base_url=base) as client:
        yield client
