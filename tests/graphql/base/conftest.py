"""The sample app on a real server, and a way to ask it."""

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest_asyncio
from starlette.applications import Starlette

from api.app import build, hub_running
from api.core.settings import get_settings
from api.graphql.base.hub import hub
from tests.graphql.base.sample import Caller, Callers, sample_schema
from tests.graphql.base.serving import served

Ask = Callable[..., Awaitable[httpx.Response]]


@asynccontextmanager
async def only_the_hub(_: Starlette) -> AsyncIterator[None]:
    """The lifespan of an app whose database and Redis the tests have opened. Apps of one run share the hub."""
    async with contextlib.nullcontext() if hub.is_running else hub_running():
        await hub.connected()
        yield


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def callers() -> Callers:
    """Tokens for the sample app."""
    return Callers()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def site(_connected: None, callers: Callers, tmp_path_factory: Any) -> AsyncIterator[str]:
    """The address of the sample app."""
    pwa: Path = tmp_path_factory.mktemp("dist")
    settings = get_settings().model_copy(update={"rate_limit_per_minute": 100_000})
    app = build(settings, sample_schema(), callers.authenticate, lifespan=only_the_hub, pwa=pwa)
    async with served(app) as url:
        yield url


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def http(site: str) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the sample app."""
    async with httpx.AsyncClient(base_url=site, timeout=20) as client:
        yield client


@pytest_asyncio.fixture
async def ask(http: httpx.AsyncClient, callers: Callers) -> Ask:
    """`await ask(query, variables, caller=..., name=...)`: the answer over POST with the modern media type."""

    async def asking(
        query: str,
        variables: dict[str, Any] | None = None,
        *,
        caller: Caller | None = None,
        name: str | None = None,
        accept: str = "application/graphql-response+json",
    ) -> httpx.Response:
        headers = {"accept": accept}
        if caller is not None:
            headers["authorization"] = f"Bearer {callers.token(caller)}"
        body = {"query": query, "variables": variables, "operationName": name}
        return await http.post("/graphql", json=body, headers=headers)

    return asking
