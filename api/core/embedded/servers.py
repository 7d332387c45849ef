"""Both embedded servers over one data folder."""

import asyncio
from typing import Self

import asyncpg

from api.core.embedded.folder import DataFolder
from api.core.embedded.postgres import EmbeddedPostgres
from api.core.embedded.valkey import EmbeddedValkey

DATABASE = "regulars"
STOP_SECONDS = 10.0


class EmbeddedServers:
    """PostgreSQL and Valkey in a folder that the caller holds. `durable=False` is for tests."""

    def __init__(self, folder: DataFolder, *, durable: bool = True, appendfsync: str = "everysec") -> None:
        self.postgres = EmbeddedPostgres(
            folder.path / "postgres",
            folder.log("postgres"),
            password=folder.secret("postgres"),
            durable=durable,
        )
        self.valkey = EmbeddedValkey(
            folder.path / "valkey",
            folder.log("valkey"),
            password=folder.secret("valkey"),
            appendfsync=appendfsync if durable else "no",
        )

    def start(self) -> None:
        """Starts both and makes the database where there is none. Raises ServerStartError."""
        self.postgres.start()
        self.ensure_database()
        self.valkey.start()

    def ensure_database(self) -> None:
        """Makes the program's database where the cluster has none yet."""
        asyncio.run(_ensure_database(self.postgres))

    def stop(self) -> None:
        """Stops both, in the order that lets the last writes land."""
        for server in (self.valkey, self.postgres):
            server.ask_to_stop()
            server.wait(timeout_seconds=STOP_SECONDS)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def database_url(self) -> str:
        """Address of the program's database."""
        return self.postgres.url(DATABASE)

    @property
    def redis_url(self) -> str:
        """Address of the Valkey server."""
        return self.valkey.url()

    @property
    def pids(self) -> dict[str, int]:
        """Process ids of those that run."""
        both = {"postgres": self.postgres.pid, "valkey": self.valkey.pid}
        return {name: pid for name, pid in both.items() if pid is not None}


async def _ensure_database(postgres: EmbeddedPostgres) -> None:
    connection = await asyncpg.connect(postgres.url("postgres"))
    try:
        if not await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", DATABASE):
            await connection.execute(f'CREATE DATABASE "{DATABASE}"')
    finally:
        await connection.close()
