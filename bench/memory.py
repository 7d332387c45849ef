"""What odd clients cost in memory: documents sent once each, and one document under thousands of shapes of variables.

`python -m bench.memory [--data DIR] [--members N] [--documents N] [--shapes N]`: over the data of `bench.reads`.
"""

import argparse
import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

from bench.harness import Result, publish, say
from bench.reads.data import DEFAULT, MEMBERS, Data, customer_tokens, open_data, staff_tokens
from bench.reads.load import Load, request, run_beside
from bench.reads.servers import Server, ours
from bench.reads.watch import memory_mb

SWITCHES = 14  # 2^14 shapes of one document
FIELDS = (
    "number name phone isPhoneVerified balance pending visits spent{minorUnits} lastVisitAt joinedAt status"
    " tags{id} email city"
).split()
WARM = 200


def documents(server: Server, token: str, count: int) -> Iterator[bytes]:
    """Valid documents that differ, each of which nobody sends again."""
    for nr in range(count):
        text = f"query Once{nr} {{ viewer {{ person {{ id mine{nr}: name cards {{ id balance }} }} }} }}"
        yield request(server.port, json.dumps({"query": text}).encode(), token)


def shapes(server: Server, token: str, count: int) -> Iterator[bytes]:
    """One document whose fields are switched on and off by variables, never twice alike."""
    declared = ", ".join(f"$v{nr}: Boolean!" for nr in range(SWITCHES))
    fields = " ".join(
        field.replace("{", f" @include(if: $v{nr}) {{", 1)
        if "{" in field
        else f"{field} @include(if: $v{nr})"
        for nr, field in enumerate(FIELDS)
    )
    text = f"query Shapes({declared}) {{ customers(first: 1) {{ edges {{ node {{ id {fields} }} }} }} }}"
    for nr in range(count):
        variables = {f"v{bit}": bool(nr >> bit & 1) for bit in range(SWITCHES)}
        yield request(server.port, json.dumps({"query": text, "variables": variables}).encode(), token)


def measure(
    server: Server, customer: str, office: str, given: argparse.Namespace
) -> tuple[float, float, float]:
    """Resident megabytes before, after the documents, and after the shapes."""
    warm = [*documents(server, customer, WARM), *shapes(server, office, WARM)]
    _all_good(run_beside(server.port, warm, 0))
    before = memory_mb(server.pid)
    _all_good(run_beside(server.port, list(documents(server, customer, given.documents)), 0))
    between = memory_mb(server.pid)
    _all_good(run_beside(server.port, list(shapes(server, office, given.shapes)), 0))
    return before, between, memory_mb(server.pid)


def _all_good(load: Load) -> None:
    if load.failures:
        raise RuntimeError(f"{load.failures} of {load.requests} answers were errors")


async def run(given: argparse.Namespace) -> None:
    """With plans and without; publishes."""
    async with open_data(given.data, given.members) as data:
        (_, customer), (_, office) = (await customer_tokens(1))[0], (await staff_tokens())[0]
        for plans in (True, False):
            publish(*await asyncio.to_thread(_of_one, data, plans, customer, office, given))


def _of_one(
    data: Data,
    plans: bool,
    customer: str,
    office: str,
    given: argparse.Namespace,
) -> list[Result]:
    with ours(data, given.data / "logs", plans=plans) as server:
        before, between, after = measure(server, customer, office, given)
    say(f"{server.name}: {before:.0f} MB, after the documents {between:.0f}, after the shapes {after:.0f}")
    state = server.name.removeprefix("ours, ")
    return [
        Result(
            f"memory for {given.documents:,} one-off documents, {state}",
            between - before,
            0,
            "MB",
            "bounded",
            f"resident: {before:.0f} MB before, {between:.0f} after",
        ),
        Result(
            f"memory for {given.shapes:,} shapes of variables, {state}",
            after - between,
            0,
            "MB",
            "bounded",
            f"resident: {between:.0f} MB before, {after:.0f} after",
        ),
    ]


def main() -> None:
    """Reads the arguments."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DEFAULT)
    parser.add_argument("--members", type=int, default=MEMBERS)
    parser.add_argument("--documents", type=int, default=3_000)
    parser.add_argument("--shapes", type=int, default=10_000)
    asyncio.run(run(parser.parse_args()))


if __name__ == "__main__":
    main()
