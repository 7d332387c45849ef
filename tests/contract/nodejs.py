"""Starts the Node scripts beside: the real clients of third parties."""

import asyncio
import json
import shutil
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "node"
EVENT_SECONDS = 30.0


def _command(script: str) -> tuple[str, str]:
    beside = Path(sys.executable).parent / "node"
    node = str(beside) if beside.exists() else shutil.which("node")
    if node is None or not (FOLDER / "node_modules").is_dir():
        raise RuntimeError("Node or its packages are missing: run `make setup`")
    return node, str(FOLDER / script)


async def run(script: str, *arguments: str) -> Any:
    """Runs a script to its end; what it printed, as JSON."""
    process = await asyncio.create_subprocess_exec(*_command(script), *arguments, stdout=PIPE, stderr=PIPE)
    out, err = await process.communicate()
    if process.returncode:
        raise RuntimeError(err.decode())
    return json.loads(out)


class Client:
    """A running client script: commands in, events out."""

    def __init__(self, process: Process) -> None:
        self._process = process

    async def do(self, verb: str, **details: object) -> None:
        """Sends one command."""
        if self._process.stdin is None:
            raise RuntimeError("the client has no input")
        self._process.stdin.write(json.dumps({"do": verb, **details}).encode() + b"\n")
        await self._process.stdin.drain()

    async def event(self, kind: str) -> dict[str, Any]:
        """The next event of that kind; others are passed over."""
        if self._process.stdout is None:
            raise RuntimeError("the client has no output")
        async with asyncio.timeout(EVENT_SECONDS):
            while line := await self._process.stdout.readline():
                event: dict[str, Any] = json.loads(line)
                if event["on"] == kind:
                    return event
        raise AssertionError(f"the client ended without {kind}")


@asynccontextmanager
async def client(script: str, url: str, *tokens: str) -> AsyncIterator[Client]:
    """A client for the block; each of its connections uses the next token."""
    process = await asyncio.create_subprocess_exec(*_command(script), url, *tokens, stdin=PIPE, stdout=PIPE)
    try:
        yield Client(process)
    finally:
        if process.stdin is not None:
            process.stdin.close()
        await process.wait()
