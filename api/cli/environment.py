"""Which servers a command works on: yours by DATABASE_URL and REDIS_URL, or those of the data folder."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Annotated

import typer

from api.core import db, migrations, redis
from api.core.embedded import DataFolder, EmbeddedServers, FolderInUseError, RunningState
from api.core.settings import Settings, get_settings
from api.wiring import wire

DEFAULT_DATA = Path(".regulars")

DataOption = Annotated[
    Path,
    typer.Option(
        "--data", envvar="REGULARS_DATA", help="Folder of the embedded servers' data.", show_default=True
    ),
]


def external_servers() -> tuple[str | None, str | None]:
    """DATABASE_URL and REDIS_URL where they are given, by the environment or by .env."""
    settings = Settings()
    given = settings.model_fields_set
    return (
        settings.database_url if "database_url" in given else None,
        settings.redis_url if "redis_url" in given else None,
    )


def use(*, folder: DataFolder, database_url: str, redis_url: str, public_url: str = "") -> None:
    """Points this process and its children at these servers. In development, secrets live in the data folder."""
    os.environ["DATABASE_URL"] = database_url
    os.environ["REDIS_URL"] = redis_url
    settings = Settings()
    if settings.is_local and "secret_key" not in settings.model_fields_set:
        os.environ["SECRET_KEY"] = folder.secret("secret_key")
    if public_url and "public_url" not in settings.model_fields_set:
        os.environ["PUBLIC_URL"] = public_url
    get_settings.cache_clear()


@contextmanager
def servers(data: Path) -> Iterator[None]:
    """Joins the servers that run on the data folder, or starts them, migrated, for the time of one command."""
    folder = DataFolder(data)
    database_url, redis_url = external_servers()
    if database_url and redis_url:
        use(folder=folder, database_url=database_url, redis_url=redis_url)
        yield
        return
    try:
        folder.hold()
    except FolderInUseError as error:
        state = error.state or RunningState(pid=0)
        use(
            folder=folder,
            database_url=database_url or state.database_url,
            redis_url=redis_url or state.redis_url,
        )
        yield
        return
    try:
        with EmbeddedServers(folder) as embedded:
            use(
                folder=folder,
                database_url=database_url or embedded.database_url,
                redis_url=redis_url or embedded.redis_url,
            )
            asyncio.run(migrations.migrate(get_settings().database_url))
            yield
    finally:
        folder.release()


@asynccontextmanager
async def opened() -> AsyncIterator[None]:
    """Database and Redis are connected and adapters chosen, as in the API and the worker."""
    settings = get_settings()
    await db.connect(settings.database_url, settings.database_pool_size)
    try:
        await redis.connect(settings.redis_url)
        wire(settings)
        try:
            yield
        finally:
            await redis.disconnect()
    finally:
        await db.disconnect()
