"""The two reads that the app opens with, ours beside PostGraphile, Mercurius, an ordinary Strawberry and pgbench.

`python -m bench.reads [--data DIR] [--members N] [--rounds N] [--seconds N] [--callers N]`
"""

import argparse
import asyncio
import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from api.core import db
from bench.harness import beside, pgbench, publish_section, say
from bench.reads import agree
from bench.reads.by_hand import Script, staff_script, wallet_script
from bench.reads.data import (
    DEFAULT,
    HERE,
    MEMBERS,
    POOL,
    Data,
    customer_tokens,
    open_data,
    staff_tokens,
    today,
)
from bench.reads.documents import Operation, staff, wallet
from bench.reads.load import CONNECTIONS, run_beside
from bench.reads.planned import planned_script
from bench.reads.report import WHAT, Figures, machine, table
from bench.reads.servers import PEERS, Callers, Server, all_servers, install
from bench.reads.watch import Meter, memory_mb

COMPARED = 25
WARM_SECONDS = 3.0
PLANNED, BY_HAND = "pgbench, our plan's statement", "pgbench, a statement by hand"
GOALS = {"PostGraphile 5": ">= 5", "Mercurius + JIT": ">= 3.5", PLANNED: ">= 0.70"}
GENERIC = "-c plan_cache_mode=force_generic_plan"


@dataclass(frozen=True, slots=True)
class Case:
    """An operation, who asks it, and pgbench's scripts for it by their names."""

    operation: Operation
    callers: Callers
    scripts: Mapping[str, Script]

    async def statement_answers(self) -> agree.Statements:
        """What each script's statement answers to some of the callers."""
        return {
            name: {who: await script.answer(who) for who, _ in self.compared}
            for name, script in self.scripts.items()
        }

    @property
    def compared(self) -> Callers:
        """The callers whose answers are compared value by value before anything is measured."""
        return self.callers[:: max(1, len(self.callers) // COMPARED)]


@dataclass(frozen=True, slots=True)
class Run:
    """What one run measures, over which servers."""

    data: Data
    servers: Sequence[Server]
    seconds: float

    def measure(self, server: Server, messages: Sequence[bytes]) -> Figures:
        """One turn of a server. Raises RuntimeError where an answer is not the data asked for."""
        meter = Meter(server=server.pid, postgres=self.data.postgres_pid, valkey=self.data.valkey_pid)
        load = run_beside(server.port, messages, self.seconds)
        spent = {name: seconds * 1000 / load.requests for name, seconds in meter.spent().items()}
        if load.failures:
            raise RuntimeError(f"{server.name}: {load.failures} of {load.requests} answers were errors")
        if load.cpu_seconds > 0.9 * load.seconds:
            say(f"the load generator was the bottleneck for {server.name}: its figures are too low")
        generator = load.cpu_seconds * 1000 / load.requests
        valkey = spent["valkey"] if server.is_ours else 0.0
        return Figures(load.rate, load.p50, load.p99, spent["server"], spent["postgres"], valkey, generator)

    def measure_pgbench(self, script: str) -> Figures:
        """One turn of pgbench over as many connections as a server's pool has; longer, as each plans once at first."""
        meter, seconds = Meter(postgres=self.data.postgres_pid), max(1, round(2 * self.seconds))
        rate = pgbench(self.data.database_url, script, clients=POOL, seconds=seconds, options=GENERIC)
        spent = meter.spent()["postgres"] * 1000 / (rate * seconds)
        return Figures(rate, 0.0, 0.0, 0.0, spent, 0.0, 0.0)

    def by_turns(self, case: Case, rounds: int) -> dict[str, Figures]:
        """Every server in every round, one after the other; medians."""
        asked = {server.name: server.messages(case.operation, case.callers) for server in self.servers}
        for server in self.servers:
            if server.is_ours:
                run_beside(
                    server.port, asked[server.name], 0
                )  # each caller has been there before, as most have
            run_beside(server.port, asked[server.name], WARM_SECONDS)
        found: dict[str, list[Figures]] = {name: [] for name in (*asked, *case.scripts)}
        for turn in range(rounds):
            for server in self.servers:
                found[server.name].append(self.measure(server, asked[server.name]))
            for name, script in case.scripts.items():
                found[name].append(self.measure_pgbench(script.text))
            rates = ", ".join(f"{name} {figures[-1].rate:,.0f}" for name, figures in found.items())
            say(f"{case.operation.name}, round {turn + 1}: {rates}")
        return {name: Figures.median(figures) for name, figures in found.items()}


async def cases(callers: int) -> tuple[Case, Case]:
    """The wallet of that many customers, and the office of all staff."""
    people, office = await customer_tokens(callers), await staff_tokens()
    by_hand = await wallet_script([who for who, _ in people]), await staff_script()
    return (
        Case(wallet(), people, await _scripts(wallet(), people, by_hand[0])),
        Case(staff(), office, await _scripts(staff(), office, by_hand[1])),
    )


async def _scripts(operation: Operation, callers: Callers, by_hand: Script) -> dict[str, Script]:
    planned = await planned_script(operation, callers)
    return ({PLANNED: planned} if planned else {}) | {BY_HAND: by_hand}


def versions(postgres: str) -> str:
    """Machine, programs and peers."""
    node = subprocess.run([beside("node"), "--version"], capture_output=True, text=True, check=True)
    pinned: dict[str, str] = json.loads((PEERS / "package.json").read_text())["dependencies"]
    peers = ", ".join(f"{name} {each}" for name, each in pinned.items())
    return f"{machine(node.stdout.strip(), postgres)} with {peers}"


async def run(given: argparse.Namespace) -> None:
    """Opens the data, proves that all answer alike, measures, publishes."""
    async with open_data(given.data, given.members) as data:
        await db.execute((HERE / "sql/peers.sql").read_text())
        both = await cases(given.callers)
        entries = await db.fetchval("SELECT count(*) FROM entry")
        load = os.getloadavg()[0]
        shape = versions(await db.fetchval("SHOW server_version"))
        stated = [await case.statement_answers() for case in both]
        found = await asyncio.to_thread(measure_all, data, given, both, stated)
    about = WHAT.format(
        customers=len(both[0].callers),
        staff=len(both[1].callers),
        members=given.members,
        entries=entries,
        connections=CONNECTIONS,
        rounds=given.rounds,
        seconds=given.seconds,
        day=today(),
        load=load,
        left_out=", ".join(sorted({field for case in both for field in case.operation.left_out})),
        machine=shape,
    )
    publish_section("Reads", f"{about}\n\n{found}")


def measure_all(
    data: Data, given: argparse.Namespace, both: Sequence[Case], stated: Sequence[agree.Statements]
) -> str:
    """Both tables, and how much memory the servers hold afterwards."""
    with all_servers(data, given.data / "logs") as servers:
        for case, answers in zip(both, stated, strict=True):
            values = agree.check(servers, case.operation, case.compared, answers)
            say(f"{case.operation.name}: all servers answer alike ({values:,} values)")
        measuring = Run(data, [*servers, servers[0].asked_whole()], given.seconds)
        tables = [table(case.operation.name, measuring.by_turns(case, given.rounds), GOALS) for case in both]
        memory = ", ".join(f"{server.name} {memory_mb(server.pid):,.0f} MB" for server in servers)
    return "\n\n".join([*tables, f"Memory afterwards: {memory}."])


def main() -> None:
    """Reads the arguments."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--data", type=Path, default=DEFAULT, help="folder of the data, built where it is missing"
    )
    parser.add_argument("--members", type=int, default=MEMBERS)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--callers", type=int, default=1_000, help="customers who ask by turns")
    given = parser.parse_args()
    install()
    asyncio.run(run(given))


if __name__ == "__main__":
    main()
