"""A whole installation for the browser: API and worker as processes of their own, on the test's database."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).parents[2]
START_SECONDS = 30.0
Json = dict[str, Any]


class RefusedError(AssertionError):
    """An operation that a test relied on was refused."""


class Site:
    """Starts, answers GraphQL, tells sign-in codes, stops."""

    def __init__(self, *, log: Path, environment: Mapping[str, str]) -> None:
        self._servers = dict(environment)
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._log = log.open("wb")
        self._processes: list[subprocess.Popen[bytes]] = []
        self._client = httpx.Client(base_url=self.url, timeout=20)

    def start(self) -> None:
        """API and worker; returns when /health answers."""
        for arguments in (("api", "--port", str(self.port)), ("worker",)):
            self._processes.append(self._spawn(arguments))
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if time.monotonic() > deadline or self._processes[0].poll() is not None:
                raise RuntimeError(f"the server did not start: see {self._log.name}")
            time.sleep(0.1)

    def run(self, *arguments: str) -> str:
        """One `regulars` command beside the server; what it prints."""
        done = subprocess.run(
            [sys.executable, "-m", "api.cli", *arguments],
            cwd=ROOT,
            env=self._environment(),
            capture_output=True,
            text=True,
            check=True,
            timeout=240,
        )
        return done.stdout

    def stop(self) -> None:
        """Ends the processes that were started here."""
        for process in reversed(self._processes):
            process.terminate()
        for process in self._processes:
            process.wait(timeout=15)
        self._client.close()
        self._log.close()

    def graphql(
        self, document: str, variables: Mapping[str, object] | None = None, token: str | None = None
    ) -> Json:
        """`data` of an operation. Raises RefusedError on errors."""
        answer = self._client.post(
            "/graphql",
            json={"query": document, "variables": dict(variables or {})},
            headers={"Authorization": f"Bearer {token}"} if token else {},
        ).json()
        if answer.get("errors"):
            raise RefusedError(str(answer["errors"]))
        data: Json = answer["data"]
        return data

    def code_for(self, phone: str) -> str:
        """The newest sign-in code sent to a phone in E.164."""
        messages = self._client.get("/dev/inbox.json", params={"to": phone}).raise_for_status().json()
        return str(next(message["code"] for message in messages if message.get("code")))

    def _spawn(self, arguments: tuple[str, ...]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "api.cli", *arguments],
            cwd=ROOT,
            env=self._environment(),
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )

    def _environment(self) -> dict[str, str]:
        return {
            **os.environ,
            **self._servers,
            "ENVIRONMENT": "development",
            "PUBLIC_URL": self.url,
            "RATE_LIMITS_ENABLED": "false",
        }

    def _answers(self) -> bool:
        try:
            return self._client.get("/health").status_code == httpx.codes.OK
        except httpx.TransportError:
            return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
