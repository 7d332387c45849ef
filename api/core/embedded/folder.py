"""The data folder: one holder at a time, its secrets, and a note of what runs on it."""

import fcntl
import os
import secrets
import signal
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Self

import orjson
import psutil

ORPHAN_GRACE_SECONDS = 5.0
LOG_BYTES = 20_000_000


class FolderInUseError(Exception):
    """Another process holds the folder; `state` tells which and where it serves."""

    def __init__(self, path: Path, state: "RunningState | None") -> None:
        self.path = path
        self.state = state
        who = f"pid {state.pid}" if state else "another process"
        where = f", serving {state.url}" if state and state.url else ""
        super().__init__(f"{path} is already in use by {who}{where}")


@dataclass(frozen=True)
class RunningState:
    """What the holder of the folder says about itself."""

    pid: int
    url: str = ""
    database_url: str = ""
    redis_url: str = ""
    children: dict[str, tuple[int, float]] = field(default_factory=dict)
    """name -> (pid, start time in seconds since the epoch), to tell an orphan from a reused pid"""


class DataFolder:
    """`./.regulars` or another folder: `postgres/`, `valkey/`, `logs/`, `secrets.json`, `running.json`, `lock`."""

    def __init__(self, path: Path) -> None:
        self.path = path.expanduser().resolve()
        self._lock: IO[str] | None = None

    @property
    def logs(self) -> Path:
        """Where the servers write what they have to say."""
        return self.path / "logs"

    def log(self, name: str) -> Path:
        """A log file; one that grew past 20 MB is set aside, replacing the one set aside before."""
        path = self.logs / f"{name}.log"
        if path.exists() and path.stat().st_size > LOG_BYTES:
            path.replace(path.with_suffix(".old.log"))
        return path

    def hold(self) -> None:
        """Takes the folder for this process and ends what a killed holder left behind. Raises FolderInUseError."""
        self.logs.mkdir(parents=True, exist_ok=True)
        lock = (self.path / "lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            raise FolderInUseError(self.path, self.running()) from None
        self._lock = lock
        self._end_orphans()

    def release(self) -> None:
        """Gives the folder back."""
        if self._lock is None:
            return
        (self.path / "running.json").unlink(missing_ok=True)
        self._lock.close()
        self._lock = None

    def __enter__(self) -> Self:
        self.hold()
        return self

    def __exit__(self, *_: object) -> None:
        self.release()

    def is_held(self) -> bool:
        """True while some process holds the folder."""
        if not (self.path / "lock").exists():
            return False
        with (self.path / "lock").open() as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False

    def running(self) -> RunningState | None:
        """The last note of a holder; it may be gone since."""
        try:
            note = orjson.loads((self.path / "running.json").read_bytes())
        except (FileNotFoundError, orjson.JSONDecodeError):
            return None
        note["children"] = {name: (pid, since) for name, (pid, since) in note["children"].items()}
        return RunningState(**note)

    def note(self, state: RunningState) -> None:
        """Writes down what runs; readable by the owner alone, because addresses carry passwords."""
        self._write("running.json", asdict(state))

    def secret(self, name: str) -> str:
        """A random secret made once and kept in the folder."""
        path = self.path / "secrets.json"
        known: dict[str, str] = orjson.loads(path.read_bytes()) if path.exists() else {}
        if name not in known:
            known[name] = secrets.token_urlsafe(48)
            self._write("secrets.json", known)
        return known[name]

    def _write(self, name: str, content: object) -> None:
        self.path.mkdir(parents=True, exist_ok=True)
        fresh = self.path / f"{name}.new"
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(orjson.dumps(content, option=orjson.OPT_INDENT_2))
        fresh.replace(self.path / name)

    def _end_orphans(self) -> None:
        state = self.running()
        if state is None:
            return
        orphans = [child for child in map(_alive, state.children.values()) if child is not None]
        for orphan in orphans:
            with suppress(psutil.NoSuchProcess):
                orphan.send_signal(signal.SIGINT if orphan.name() == "postgres" else signal.SIGTERM)
        _, stubborn = psutil.wait_procs(orphans, timeout=ORPHAN_GRACE_SECONDS)
        for orphan in stubborn:
            with suppress(psutil.NoSuchProcess):
                orphan.kill()
        psutil.wait_procs(stubborn, timeout=ORPHAN_GRACE_SECONDS)


def _alive(child: tuple[int, float]) -> psutil.Process | None:
    pid, since = child
    with suppress(psutil.Error):
        process = psutil.Process(pid)
        if abs(process.create_time() - since) < 1 and process.status() != psutil.STATUS_ZOMBIE:
            return process
    return None


def start_time_of(pid: int) -> float:
    """When the process started, in seconds since the epoch; now where it is gone already."""
    with suppress(psutil.Error):
        return float(psutil.Process(pid).create_time())
    return time.time()
