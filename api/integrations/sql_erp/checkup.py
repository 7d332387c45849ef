"""The test of a connection: what is there, or what stands in the way."""

import time

from api.erp.types import Diagnosis, SourceFailed
from api.integrations.sql_erp.cells import skew_seconds
from api.integrations.sql_erp.links import Link

SKEW_SECONDS = 120


def diagnosed(link: Link) -> Diagnosis:
    """What a fresh connection finds. Raises SourceFailed."""
    engine, source, read = link.engine, link.source, link.read
    version = engine.version(read)
    started = time.perf_counter()
    _, utc = engine.clock(read, source)
    latency_ms = max(1, round((time.perf_counter() - started) * 1000))
    skew, tables = skew_seconds(utc), len(engine.tables(read, source))
    can_write = _can_write(link)
    return Diagnosis(
        problem=None,
        message=_message(tables, skew, can_write=can_write, username=source.username),
        server_version=version,
        latency_ms=latency_ms,
        tables=tables,
        can_write=can_write,
        clock_skew_seconds=skew,
    )


def _can_write(link: Link) -> bool:
    """Best effort: a login that may not even ask is not one that may write."""
    try:
        return link.engine.can_write(link.read, link.source)
    except SourceFailed:
        return False


def _message(tables: int, skew: int, *, can_write: bool, username: str) -> str:
    parts = [f"{tables} {'table' if tables == 1 else 'tables'} can be read."]
    if not tables:
        parts = [f"Connected, but “{username}” may read no table. Grant it SELECT."]
    if can_write:
        parts.append("This login could also write: make one that may only SELECT.")
    if abs(skew) > SKEW_SECONDS:
        parts.append(
            f"The source's clock is {abs(skew)} seconds {'ahead' if skew > 0 else 'behind'}: set it."
        )
    return " ".join(parts)
