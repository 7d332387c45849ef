"""Holds what fields say of where they read from against a fresh, migrated database."""

import asyncio
import tempfile
from pathlib import Path

from api.cli.screen import out
from api.core import db, migrations
from api.core.embedded import DataFolder, EmbeddedServers
from api.graphql.base.inner import core_schema
from api.graphql.base.plan.check import check
from api.graphql.base.plan.registry import all_readings
from api.graphql.schema import schema


def check_declarations() -> None:
    """Raises ConfigurationError with every mistake. Nothing of an installation is touched."""
    with tempfile.TemporaryDirectory(prefix="regulars-declarations-") as scratch:
        folder = DataFolder(Path(scratch))
        folder.hold()
        try:
            with EmbeddedServers(folder, durable=False) as servers:
                asyncio.run(_check(servers.database_url))
        finally:
            folder.release()
    out.print(f"{len(all_readings())} types read from views that there are")


async def _check(url: str) -> None:
    await migrations.migrate(url)
    await db.connect(url, 2)
    try:
        await check(core_schema(schema()))
    finally:
        await db.disconnect()
