"""`regulars up` as a person starts it: a process of its own over a folder of its own."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from queue import Empty, Queue

import orjson
import psutil

from api.core.embedded import DataFolder, RunningState

COMMAND = (sys.executable, "-P", "-m", "api.cli")
READY = "ready "
START_SECONDS = 120.0
STOP_SECONDS = 30.0  # ending each child hard takes 8.5 s, and then the process itself must end
PAUSE_SECONDS = 0.05
LOG_LINES = 20
NOT_INHERITED = ("DATABASE_URL", "REDIS_URL", "REDIS_PREFIX", "SECRET_KEY", "ENVIRONMENT", "PUBLIC_URL")


def clean_environment(**added: str) -> dict[str, str]:
    """The environment of a person who set nothing, and what is added."""
    kept = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
    return {**kept, **added}


def regulars(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs one command to its end."""
    return subprocess.run(
        [*COMMAND, *arguments],
        cwd=cwd,
        env=clean_environment(**environment),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


class Installation:
    """Starts with `start`, is ended by `interrupt`, `kill` or `stop`; lines that it prints are kept."""

    def __init__(self, data: Path, *flags: str, **environment: str) -> None:
        self.data = data
        self.lines: list[str] = []
        self.url = ""
        self._flags = flags
        self._environment = environment
        self._process: subprocess.Popen[str] | None = None
        self._printed: Queue[str | None] = Queue()

    def start(self) -> "Installation":
        """Returns when the line `ready URL` is printed."""
        self._process = subprocess.Popen(
            [*COMMAND, "up", "--no-browser", "--port", "0", "--data", str(self.data), *self._flags],
            cwd=self.data.parent,
            env=clean_environment(**self._environment),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        threading.Thread(target=self._read, args=(self._process,), daemon=True).start()
        try:
            self.wait_for_line(READY)
        except AssertionError:
            self.stop()
            self._running().wait(STOP_SECONDS)
            raise
        self.url = next(line for line in self.lines if line.startswith(READY)).removeprefix(READY).strip()
        return self

    @property
    def state(self) -> RunningState:
        """What the installation says about itself."""
        state = DataFolder(self.data).running()
        assert state is not None
        return state

    def wait_for_line(self, part: str) -> str:
        """The next line printed that contains `part`."""
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                line = self._printed.get(timeout=max(deadline - time.monotonic(), 0.01))
            except Empty:
                line = None
            if line is None:
                raise AssertionError(
                    f"no line with {part!r} among:\n" + "\n".join([*self.lines, *self._logs()])
                )
            self.lines.append(line)
            if part in line:
                return line

    def kill_child(self, name: str) -> int:
        """kill -9 of one child; the process id it had."""
        pid = self.state.children[name][0]
        psutil.Process(pid).kill()
        return pid

    def wait_for_child(self, name: str, *, other_than: int) -> None:
        """Returns when the child runs again under another process id."""
        deadline = time.monotonic() + START_SECONDS
        while self.state.children.get(name, (other_than, 0))[0] == other_than:
            assert time.monotonic() < deadline, f"{name} did not come back"
            time.sleep(PAUSE_SECONDS)

    def interrupt(self) -> float:
        """Ctrl-C; the seconds until it is gone."""
        started = time.monotonic()
        self._running().send_signal(signal.SIGINT)
        self._running().wait(STOP_SECONDS)
        return time.monotonic() - started

    def kill(self) -> None:
        """kill -9 of the supervisor; returns when it and its children are gone."""
        children = psutil.Process(self._running().pid).children(recursive=True)
        self._running().kill()
        self._running().wait(STOP_SECONDS)
        psutil.wait_procs(children, timeout=STOP_SECONDS)

    def stop(self) -> None:
        """Ends whatever still runs."""
        if self._process is not None and self._process.poll() is None:
            self.interrupt()

    def leftovers(self) -> list[int]:
        """Process ids that still work in the folder."""
        return [
            process.pid
            for process in psutil.process_iter(["cmdline"])
            if str(self.data) in " ".join(process.info["cmdline"] or [])
        ]

    def _logs(self) -> list[str]:
        """The end of every log of the installation."""
        logs = sorted(DataFolder(self.data).logs.glob("*.log"))
        return [
            line for log in logs for line in (f"--- {log.name}", *log.read_text().splitlines()[-LOG_LINES:])
        ]

    def _running(self) -> subprocess.Popen[str]:
        assert self._process is not None
        return self._process

    def _read(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            self._printed.put(line.rstrip("\n"))
        process.stdout.close()
        self._printed.put(None)


def secrets_of(data: Path) -> dict[str, str]:
    """The secrets kept in a data folder."""
    secrets: dict[str, str] = orjson.loads((data / "secrets.json").read_bytes())
    return secrets
