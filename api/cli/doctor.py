"""`regulars doctor`: what is wrong with this machine and how to mend it."""

import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import asyncpg
from redis.asyncio import Redis
from redis.exceptions import RedisError
from rich.table import Table
from rich.text import Text

from api.cli.environment import external_servers
from api.cli.screen import out
from api.core import migrations, reactions
from api.core.embedded import DataFolder, holder_of
from api.core.errors import ConfigurationError
from api.core.settings import Settings

NEWEST_PYTHON = (3, 14)
OLDEST_POSTGRES = 15
OLDEST_REDIS = (6, 2)
DISK_BYTES = 2_000_000_000
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Finding:
    """One look: good or not, what was found, and what mends it."""

    name: str
    good: bool
    found: str
    mend: str = ""


async def examine(data: Path, port: int) -> list[Finding]:
    """Every finding about this machine, the folder and the servers that would be used."""
    return [
        *_about_tools(),
        *_about_place(data, port),
        _about_secrets(),
        *await _about_servers(data),
    ]


def report(findings: list[Finding]) -> bool:
    """Prints a table with a remedy under each fault; True where all is well."""
    table = Table(box=None, show_header=False, pad_edge=False)
    for finding in findings:
        mark = Text("ok", style="green") if finding.good else Text("MEND", style="red")
        table.add_row(mark, finding.name, Text(finding.found))
        if not finding.good:
            table.add_row("", "", Text(f"-> {finding.mend}", style="yellow"))
    out.print(table)
    faults = sum(not finding.good for finding in findings)
    out.print("all is well" if not faults else f"{faults} to mend")
    return not faults


def _about_tools() -> Iterator[Finding]:
    version = sys.version_info[:2]
    yield Finding(
        "python",
        (3, 11) <= version <= NEWEST_PYTHON,
        sys.version.split()[0],
        "use Python 3.11 to 3.14, for example: make run PYTHON=python3.13",
    )
    node = shutil.which("node") or _beside_python("node")
    yield Finding(
        "node", node is not None, node or "not found", "make setup (it comes with the Python packages)"
    )
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    yield Finding(
        "browser (for tests)",
        browser is not None,
        browser or "not found",
        "apt-get install chromium, or any Chrome; the program itself runs without",
    )
    built = (ROOT / "pwa" / "dist" / "index.html").exists()
    yield Finding("pwa", built, "built" if built else "pwa/dist is missing", "make pwa")


def _beside_python(program: str) -> str | None:
    return shutil.which(program, path=str(Path(sys.executable).parent))


def _about_place(data: Path, port: int) -> Iterator[Finding]:
    place = next(folder for folder in (data.resolve(), *data.resolve().parents) if folder.exists())
    free = shutil.disk_usage(place).free
    yield Finding(
        "disk",
        free > DISK_BYTES,
        f"{free / 1e9:.1f} GB free at {place}",
        "free 2 GB, or choose another --data",
    )
    folder = DataFolder(data)
    state = folder.running() if folder.is_held() else None
    holder = holder_of(port)
    ours = state is not None and state.url.endswith(f":{port}")
    yield Finding(
        "port",
        holder is None or ours,
        f"{port} is "
        + ("free" if holder is None else f"ours: {state.url}" if state and ours else f"taken by {holder}"),
        "regulars up --port N, or --port 0 for any that is free",
    )


def _about_secrets() -> Finding:
    try:
        settings = Settings()
    except ConfigurationError as error:
        return Finding("secrets", False, "SECRET_KEY is missing or weak", str(error))
    kind = "generated and kept in the data folder" if settings.is_local else "given and long enough"
    return Finding("secrets", True, f"{kind} ({settings.environment})")


async def _about_servers(data: Path) -> list[Finding]:
    folder = DataFolder(data)
    state = folder.running() if folder.is_held() else None
    try:
        database_url, redis_url = external_servers()
    except ConfigurationError:
        return []  # told already, under secrets
    database_url = database_url or (state.database_url if state else None)
    redis_url = redis_url or (state.redis_url if state else None)
    findings = [_embedded("database")] if database_url is None else await _about_database(database_url)
    findings.append(_embedded("redis") if redis_url is None else await _about_redis(redis_url))
    return findings


def _embedded(name: str) -> Finding:
    return Finding(name, True, "embedded, starts with `regulars up`")


async def _about_database(url: str) -> list[Finding]:
    try:
        connection = await asyncpg.connect(url, timeout=5)
    except (OSError, asyncpg.PostgresError, ValueError) as error:
        return [
            Finding(
                "database", False, f"does not answer: {error}", "check DATABASE_URL and that the server runs"
            )
        ]
    version = connection.get_settings().server_version
    try:
        pending = await migrations.pending(url)
        parked = 0 if pending else (await connection.fetchrow(reactions.TROUBLED))["parked"]
    finally:
        await connection.close()
    return [
        Finding(
            "database",
            int(version.split(".")[0]) >= OLDEST_POSTGRES,
            f"PostgreSQL {version}",
            f"use PostgreSQL {OLDEST_POSTGRES} or newer",
        ),
        Finding(
            "migrations",
            not pending,
            "current" if not pending else f"{len(pending)} pending: {', '.join(pending)}",
            "regulars migrate",
        ),
        Finding(
            "reactions",
            not parked,
            f"{parked} set aside after {reactions.MOST_ATTEMPTS} attempts" if parked else "none is set aside",
            "see listener_attempt.error, mend the cause, then `regulars retry-reactions`",
        ),
    ]


async def _about_redis(url: str) -> Finding:
    redis: Redis = Redis.from_url(url, socket_connect_timeout=5)
    try:
        version = str((await redis.info("server"))["redis_version"])
    except (RedisError, OSError) as error:
        return Finding(
            "redis", False, f"does not answer: {error}", "check REDIS_URL and that the server runs"
        )
    finally:
        await redis.aclose()
    good = tuple(map(int, version.split(".")[:2])) >= OLDEST_REDIS
    return Finding("redis", good, f"version {version}", "use Redis 6.2 or newer, or Valkey")
