"""Is it alive, and is everything that it needs alive too?"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from api.core import clock, db, migrations, redis
from api.core.settings import Settings

log = structlog.get_logger(__name__)

PROBE_SECONDS = 3.0
HEARTBEAT_KEY = "worker-heartbeat"
WORKER_LATE_SECONDS = 30.0
OUTBOX_LATE_SECONDS = 60.0
OUTBOX_LAG = (
    "SELECT count(*) AS waiting, coalesce(extract(epoch FROM now() - min(created_at)), 0)::float8 AS seconds "
    "FROM (SELECT created_at FROM outbox WHERE relayed_at IS NULL ORDER BY id LIMIT 10000) AS waiting"
)

Details = dict[str, str | int | float | bool]
Probe = Callable[[], Awaitable[Details]]
IsAdmin = Callable[[Request], Awaitable[bool]]


class Unwell(Exception):
    """A part does not do its work; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Probes:
    """The parts that are asked, by name."""

    parts: dict[str, Probe]

    @classmethod
    def standard(cls, settings: Settings) -> "Probes":
        """Database, Redis, worker, migrations and the outbox."""

        async def migrated() -> Details:
            waiting = await migrations.pending(settings.database_url)
            if waiting:
                raise Unwell(f"{len(waiting)} migrations wait: run `regulars migrate`")
            return {}

        return cls(
            {
                "database": _database,
                "redis": _redis,
                "worker": _worker,
                "migrations": migrated,
                "outbox": _outbox,
            }
        )

    async def ask(self) -> dict[str, Details]:
        """Asks all parts at once; each answers in time or is not well."""
        answers = await asyncio.gather(*(_asked(name, probe) for name, probe in self.parts.items()))
        return dict(zip(self.parts, answers, strict=True))


async def _asked(name: str, probe: Probe) -> Details:
    started = time.perf_counter()
    try:
        async with asyncio.timeout(PROBE_SECONDS):
            details = await probe()
    except Unwell as unwell:
        return {"ok": False, "reason": str(unwell)}
    except Exception as error:  # noqa: BLE001 # whatever is wrong with a part, the answer is that it is not well
        log.warning("health.unwell", part=name, error=repr(error))
        return {"ok": False, "reason": type(error).__name__}
    return {"ok": True, "ms": round((time.perf_counter() - started) * 1000, 1), **details}


async def _database() -> Details:
    return {"version": str(await db.fetchval("SHOW server_version"))}


async def _redis() -> Details:
    await redis.client().ping()
    return {}


async def _worker() -> Details:
    beat = await redis.client().get(redis.key(HEARTBEAT_KEY))
    if beat is None:
        raise Unwell("no worker has given a sign of life")
    age = (clock.now() - datetime.fromisoformat(beat)).total_seconds()
    if age > WORKER_LATE_SECONDS:
        raise Unwell(f"the worker's last sign of life is {age:.0f} s old")
    return {"seconds_since_heartbeat": round(age, 1)}


async def _outbox() -> Details:
    row = await db.fetchrow(OUTBOX_LAG)
    waiting, seconds = (0, 0.0) if row is None else (int(row["waiting"]), float(row["seconds"]))
    if seconds > OUTBOX_LATE_SECONDS:
        raise Unwell(f"{waiting} facts wait, the oldest for {seconds:.0f} s")
    return {"waiting": waiting, "oldest_seconds": round(seconds, 1)}


def health_routes(probes: Probes, is_admin: IsAdmin) -> list[Route]:
    """/health says that the process answers; /health/detailed asks every part, and tells why only to admins."""

    async def alive(_: Request) -> Response:
        return JSONResponse({"status": "ok"}, headers={"Cache-Control": "no-store"})

    async def detailed(request: Request) -> Response:
        parts = await probes.ask()
        is_well = all(part["ok"] for part in parts.values())
        shown = (
            parts if await is_admin(request) else {name: {"ok": part["ok"]} for name, part in parts.items()}
        )
        return JSONResponse(
            {"status": "ok" if is_well else "unwell", "parts": shown},
            200 if is_well else 503,
            {"Cache-Control": "no-store"},
        )

    return [Route("/health", alive), Route("/health/detailed", detailed)]
