"""One child process: started in its own session, watched, stopped by its own signal, never left behind."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

PR_SET_PDEATHSIG = 1
LOG_TAIL_LINES = 15

_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


class ServerStartError(Exception):
    """A server did not come up; the sentence carries the end of its log."""


def _die_with_parent(stop_signal: int) -> Callable[[], None] | None:
    """Linux only: the kernel ends this child when its parent is gone, also after kill -9."""
    return partial(_libc.prctl, PR_SET_PDEATHSIG, stop_signal, 0, 0, 0) if _libc else None


@dataclass
class Process:
    """A command that runs until told to stop. Output goes to `log`, or to the parent's where there is none."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] | None = None
    directory: Path | None = None
    log: Path | None = None
    user: tuple[int, int] | None = None
    inherited_fds: tuple[int, ...] = ()
    stop_signal: signal.Signals = signal.SIGTERM
    hard_stop_signal: signal.Signals = signal.SIGKILL
    _child: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start(self) -> None:
        """Starts the command; its own session keeps the terminal's Ctrl-C away from it."""
        uid, gid = self.user or (None, None)
        output = self.log.open("ab") if self.log else None
        try:
            self._child = subprocess.Popen(  # noqa: S603 - our own command lines
                list(self.command),
                env=None if self.environment is None else {**os.environ, **self.environment},
                cwd=self.directory,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT if output else None,
                start_new_session=True,
                pass_fds=self.inherited_fds,
                user=uid,
                group=gid,
                extra_groups=None if uid is None else [],
                preexec_fn=_die_with_parent(self.stop_signal),  # noqa: PLW1509 - one prctl call, no Python locks
            )
        finally:
            if output:
                output.close()

    @property
    def pid(self) -> int | None:
        """The process id while it runs."""
        return self._child.pid if self._child and self.is_running() else None

    @property
    def exit_code(self) -> int | None:
        """How the last run ended; None while it runs or before the first."""
        return self._child.poll() if self._child else None

    def is_running(self) -> bool:
        """True between start and end."""
        return self._child is not None and self._child.poll() is None

    def ask_to_stop(self) -> None:
        """Sends the polite signal and returns at once."""
        if self._child and self.is_running():
            self._child.send_signal(self.stop_signal)

    def wait(self, *, timeout_seconds: float) -> None:
        """Returns when it is gone; ends it hard after the time given."""
        if self._child is None:
            return
        try:
            self._child.wait(timeout=max(timeout_seconds, 0.01))
        except subprocess.TimeoutExpired:
            self._child.send_signal(self.hard_stop_signal)
            try:
                self._child.wait(timeout=2)
            except subprocess.TimeoutExpired:
                self._child.kill()
                self._child.wait()

    def wait_until(self, ready: Callable[[], bool], *, timeout_seconds: float) -> None:
        """Returns once `ready()` is true. Raises ServerStartError where the process ends or the time passes first."""
        deadline = time.monotonic() + timeout_seconds
        while not ready():
            if not self.is_running():
                raise ServerStartError(f"{self.name} ended with code {self.exit_code}.\n{self.log_tail()}")
            if time.monotonic() > deadline:
                raise ServerStartError(
                    f"{self.name} was not ready after {timeout_seconds:g} s.\n{self.log_tail()}"
                )
            time.sleep(0.02)

    def log_tail(self) -> str:
        """The last lines of the log."""
        if self.log is None or not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-LOG_TAIL_LINES:])
