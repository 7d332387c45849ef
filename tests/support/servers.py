"""Servers for a test run: embedded ones that nobody else uses, or yours by DATABASE_URL and REDIS_URL."""

import asyncio
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit, urlunsplit

import asyncpg
from redis.asyncio import Redis

from api.core import migrations
from api.core.embedded import DataFolder, EmbeddedServers


@dataclass(frozen=True)
class Addresses:
    """What a worker process must know; plain values, so that xdist can carry them."""

    admin_url: str
    redis_url: str
    run: str

    @property
    def template(self) -> str:
        """The migrated database that others are cloned from."""
        return f"regulars_test_{self.run}_template"

    def database(self, worker: str) -> str:
        """The database of one worker."""
        return f"regulars_test_{self.run}_{worker}"

    def redis_prefix(self, worker: str) -> str:
        """The prefix of every key and channel of one worker."""
        return f"test-{self.run}-{worker}:"

    def url(self, database: str) -> str:
        """The address of a database on the same server."""
        return urlunsplit(urlsplit(self.admin_url)._replace(path=f"/{database}"))


class ServersForTests:
    """Owned by the process that starts the run; everything it makes is gone afterwards."""

    def __init__(self) -> None:
        self._folder: DataFolder | None = None
        self._embedded: EmbeddedServers | None = None
        self._addresses: Addresses | None = None

    def start(self) -> Self:
        """Starts or finds the servers and migrates the template."""
        database_url, redis_url = os.environ.get("DATABASE_URL"), os.environ.get("REDIS_URL")
        if not (database_url and redis_url):
            self._folder = DataFolder(Path(tempfile.mkdtemp(prefix="regulars-test-")))
            self._folder.hold()
            self._embedded = EmbeddedServers(self._folder, durable=False)
            self._embedded.start()
        self._addresses = Addresses(
            admin_url=database_url or self._running().postgres.url("postgres"),
            redis_url=redis_url or self._running().redis_url,
            run=secrets.token_hex(4),
        )
        asyncio.run(_make_template(self._addresses))
        return self

    @property
    def addresses(self) -> Addresses:
        """Where the servers are."""
        if self._addresses is None:
            raise RuntimeError("the test servers are not started")
        return self._addresses

    def stop(self) -> None:
        """Stops what was started; on servers of yours, drops what was made."""
        if self._addresses is not None and self._embedded is None:
            asyncio.run(_clean_up(self._addresses))
        if self._embedded is not None:
            self._embedded.stop()
        if self._folder is not None:
            self._folder.release()
            shutil.rmtree(self._folder.path, ignore_errors=True)

    def _running(self) -> EmbeddedServers:
        if self._embedded is None:
            raise RuntimeError("give both DATABASE_URL and REDIS_URL, or neither")
        return self._embedded


def to_wire(addresses: Addresses) -> dict[str, str]:
    """For xdist's workerinput."""
    return asdict(addresses)


async def clone(addresses: Addresses, worker: str) -> str:
    """Makes a fresh database from the template; its address."""
    name = addresses.database(worker)
    await _admin(addresses, f'CREATE DATABASE "{name}" TEMPLATE "{addresses.template}"')
    return addresses.url(name)


async def make_empty(addresses: Addresses, worker: str) -> str:
    """Makes a database without any schema; its address."""
    name = addresses.database(worker)
    await _admin(addresses, f'CREATE DATABASE "{name}"')
    return addresses.url(name)


async def drop(addresses: Addresses, worker: str) -> None:
    """Drops a database made by `clone` or `make_empty`."""
    await _admin(addresses, f'DROP DATABASE IF EXISTS "{addresses.database(worker)}" WITH (FORCE)')


@contextmanager
def apart(addresses: Addresses, name: str) -> Iterator[dict[str, str]]:
    """A migrated database and a Redis prefix of one's own, as environment of processes that a test starts.

    Their worker would otherwise relay the facts of other tests. The event loop of the tests is left alone.
    """
    with ThreadPoolExecutor(1) as aside:
        url = aside.submit(asyncio.run, clone(addresses, name)).result()
        yield {
            "DATABASE_URL": url,
            "REDIS_URL": addresses.redis_url,
            "REDIS_PREFIX": addresses.redis_prefix(name),
        }
        aside.submit(asyncio.run, drop(addresses, name)).result()


async def _make_template(addresses: Addresses) -> None:
    await _admin(addresses, f'CREATE DATABASE "{addresses.template}"')
    await migrations.migrate(addresses.url(addresses.template))


async def _clean_up(addresses: Addresses) -> None:
    await _admin(addresses, f'DROP DATABASE IF EXISTS "{addresses.template}" WITH (FORCE)')
    redis: Redis = Redis.from_url(addresses.redis_url)
    async for key in redis.scan_iter(match=f"test-{addresses.run}-*", count=1000):
        await redis.delete(key)
    await redis.aclose()


async def _admin(addresses: Addresses, statement: str) -> None:
    connection = await asyncpg.connect(addresses.admin_url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
