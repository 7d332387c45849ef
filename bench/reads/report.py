"""What a run found, as tables: each server's figures, and ours beside each of them."""

import platform
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median

import psutil

HEAD = (
    "| {operation} | req/s | p50 / p99 ms | server CPU ms per request | PostgreSQL's | Valkey's | generator's "
    "| req/s: ours / theirs | goal | server CPU: theirs / ours |"
)
WHAT = """`make bench ARGS="reads"`: the documents that the app sends when the wallet opens (`WalletHome`, asked by
{customers:,} customers by turns) and when the office's list of customers does (`Customers`, 50 rows, by {staff} staff).
{members:,} members, {entries:,} entries. One process each, {connections} keep-alive connections, medians of {rounds}
interleaved rounds of {seconds:g} s. Every server answers the same values, which is proved before; ours alone proves who
asks, counts the caller's allowance and hides ids. Compared is what the peers have learnt; what the app asks besides
({left_out}) is in the row of its own. {day}, at a load average of {load:.1f} before: {machine}."""


@dataclass(frozen=True, slots=True)
class Figures:
    """One server on one operation: requests per second, latencies and CPU per request in milliseconds; 0: none."""

    rate: float
    p50: float
    p99: float
    server: float
    postgres: float
    valkey: float
    generator: float

    @classmethod
    def median(cls, rounds: Sequence["Figures"]) -> "Figures":
        """The median of each figure."""
        return cls(*(median(getattr(each, name) for each in rounds) for name in cls.__slots__))


def table(operation: str, found: Mapping[str, Figures], goals: Mapping[str, str]) -> str:
    """The operation's figures, and the first server's ratio to each other one."""
    ours = next(iter(found.values()))
    lines = [
        HEAD.format(operation=operation),
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for name, each in found.items():
        latency = f"{each.p50:.1f} / {each.p99:.1f}" if each.p50 else ""
        server, valkey = _shown(each.server), _shown(each.valkey)
        faster = "" if each is ours else f"{ours.rate / each.rate:.2f}"
        cheaper = "" if each is ours or not each.server else f"{each.server / ours.server:.2f}"
        lines.append(
            f"| {name} | {each.rate:,.0f} | {latency} | {server} | {each.postgres:.3f} | {valkey} "
            f"| {_shown(each.generator)} | {faster} | {goals.get(name, '')} | {cheaper} |"
        )
    return "\n".join(lines)


def _shown(milliseconds: float) -> str:
    return f"{milliseconds:.3f}" if milliseconds else ""


def machine(node: str, postgres: str) -> str:
    """Cores, processor family and versions in one sentence."""
    packages = ", ".join(
        f"{name} {version(name)}" for name in ("strawberry-graphql", "graphql-core", "asyncpg", "uvicorn")
    )
    return (
        f"{psutil.cpu_count()} cores ({_processor()}), Python {platform.python_version()}, {packages}; "
        f"PostgreSQL {postgres}; Node {node}"
    )


def _processor() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text()
    except OSError:
        return platform.machine()
    found = re.search(r"^model name\s*: (.+)$", text, re.MULTILINE)
    return found[1].strip() if found else platform.machine()
