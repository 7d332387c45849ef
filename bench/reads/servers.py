"""The servers that are measured: how each is started, and what it is asked."""

import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from api.core.embedded import Process, free_port
from bench.harness import beside
from bench.reads.data import POOL, Data
from bench.reads.documents import Operation
from bench.reads.load import request

PLANS = "READ_PLANS"
"""The switch of read plans in the environment of our server: on or off."""

PEERS = Path(__file__).parent / "peers"
READY_SECONDS = 60.0
Kind = Literal["ours", "whole", "same names", "postgraphile"]
# (who asks: person or business, access token)
Callers = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Server:
    """A running server."""

    name: str
    kind: Kind
    port: int
    pid: int

    @property
    def is_ours(self) -> bool:
        """Ours proves who asks."""
        return self.kind in ("ours", "whole")

    def asked_whole(self) -> "Server":
        """The same server, asked for the whole document of the app."""
        return replace(self, name="ours, all that the app asks", kind="whole")

    def messages(self, operation: Operation, callers: Callers) -> list[bytes]:
        """The operation as each caller asks it."""
        return [request(self.port, self._body(operation, who), self._token(token)) for who, token in callers]

    def _token(self, token: str) -> str:
        return token if self.is_ours else ""

    def _body(self, operation: Operation, who: str) -> bytes:
        texts = {
            "ours": operation.ours,
            "whole": operation.whole,
            "same names": operation.peers,
            "postgraphile": operation.postgraphile,
        }
        variables = dict(operation.variables)
        if self.kind == "postgraphile":
            variables = {}
        if not self.is_ours:
            variables["caller"] = who
        return json.dumps({"query": texts[self.kind], "variables": variables}).encode()


def install() -> None:
    """The pinned peers, once, by the Node that comes with our packages."""
    if (PEERS / "node_modules/.package-lock.json").exists():
        return
    subprocess.run(
        [beside("npm"), "install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error"],
        cwd=PEERS,
        env={**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
        check=True,
    )


@contextmanager
def all_servers(data: Data, logs: Path) -> Iterator[list[Server]]:
    """Every contestant, one process each, on loopback."""
    with ExitStack() as stack:
        yield [
            stack.enter_context(ours(data, logs, plans=True)),
            stack.enter_context(ours(data, logs, plans=False)),
            stack.enter_context(_node("PostGraphile 5", "postgraphile", "postgraphile.mjs", data, logs)),
            stack.enter_context(_node("Mercurius + JIT", "same names", "mercurius.mjs", data, logs)),
            stack.enter_context(_ordinary(data, logs)),
        ]


@contextmanager
def ours(data: Data, logs: Path, *, plans: bool) -> Iterator[Server]:
    """`regulars api` as in production. The allowance of a caller is counted, and wide enough for a thousand callers."""
    environment = {
        "ENVIRONMENT": "production",
        "DATABASE_URL": data.database_url,
        "REDIS_URL": data.redis_url,
        "DATABASE_POOL_SIZE": str(POOL),
        "RATE_LIMIT_PER_MINUTE": "1000000",
        PLANS: "on" if plans else "off",
    }
    name = f"ours, plans {environment[PLANS]}"
    command = [sys.executable, "-P", "-m", "api.cli", "api", "--host", "127.0.0.1", "--port"]
    with _running(name, "ours", command, logs, environment) as server:
        yield server


@contextmanager
def _node(name: str, kind: Kind, script: str, data: Data, logs: Path) -> Iterator[Server]:
    command = [beside("node"), str(PEERS / script)]
    environment = {"NODE_ENV": "production", "GRAPHILE_ENV": "production"}
    with _running(name, kind, command, logs, environment, data.database_url, str(POOL)) as server:
        yield server


@contextmanager
def _ordinary(data: Data, logs: Path) -> Iterator[Server]:
    command = [sys.executable, "-m", "bench.reads.ordinary.app"]
    with _running(
        "Strawberry + Tortoise", "same names", command, logs, {}, data.database_url, str(POOL)
    ) as server:
        yield server


@contextmanager
def _running(
    name: str, kind: Kind, command: Sequence[str], logs: Path, environment: Mapping[str, str], *after: str
) -> Iterator[Server]:
    """The command with a free port behind it, for as long as the block runs."""
    port = free_port()
    process = Process(name, [*command, str(port), *after], environment=environment, log=logs / f"{name}.log")
    process.start()
    try:
        process.wait_until(lambda: _answers(port), timeout_seconds=READY_SECONDS)
        if process.pid is None:
            raise RuntimeError(process.log_tail())
        yield Server(name, kind, port, process.pid)
    finally:
        process.ask_to_stop()
        process.wait(timeout_seconds=5)


def _answers(port: int) -> bool:
    """True once a query comes back, whatever the answer."""
    asked = urllib.request.Request(
        f"http://127.0.0.1:{port}/graphql",
        data=b'{"query": "{ __typename }"}',
        headers={"Content-Type": "application/json", "Accept": "application/json"},
    )
    try:
        with urllib.request.urlopen(asked, timeout=2):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
