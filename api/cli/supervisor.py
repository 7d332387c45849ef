"""Keeps several servers running: starts them in order, restarts one that dies, stops all within seconds."""

import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType
from typing import Protocol

from api.core.embedded import ServerStartError

POLL_SECONDS = 0.1
FIRST_PAUSE_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 5.0
SETTLED_SECONDS = 5.0


class Server(Protocol):
    """Anything with a life of its own."""

    @property
    def pid(self) -> int | None:
        """The process id while it runs."""
        ...

    def start(self) -> None:
        """Starts it. Raises ServerStartError where it does not come up."""
        ...

    def ask_to_stop(self) -> None:
        """Sends the polite signal and returns at once."""
        ...

    def wait(self, *, timeout_seconds: float) -> None:
        """Returns when it is gone; ends it hard after the time given."""
        ...


@dataclass
class Member:
    """A server and its luck so far."""

    name: str
    server: Server
    floor: int
    stop_seconds: float
    pause_seconds: float = FIRST_PAUSE_SECONDS
    started_at: float = 0.0
    retry_at: float = 0.0
    was_running: bool = False


class Supervisor:
    """Members stand on floors: upper floors use lower ones, so they are stopped first, each floor at once."""

    def __init__(self, say: Callable[[str], None], on_change: Callable[[dict[str, int]], None]) -> None:
        self._members: list[Member] = []
        self._stopping = False
        self._say = say
        self._on_change = on_change

    def catch_signals(self) -> None:
        """From now on Ctrl-C and SIGTERM mean: stop all, once.

        The handler only notes it: the line that it interrupts may hold a lock, and `threading.Event` takes one.
        """

        def stop(_number: int, _frame: FrameType | None) -> None:
            self._stopping = True

        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, stop)

    @property
    def is_stopping(self) -> bool:
        """True once somebody asked to stop."""
        return self._stopping

    def add(self, name: str, server: Server, *, floor: int, stop_seconds: float) -> None:
        """Starts a server and watches it from now on. Raises ServerStartError where its first start fails."""
        member = Member(name, server, floor, stop_seconds)
        self._members.append(member)
        self._start(member)

    def pids(self) -> dict[str, int]:
        """Who runs under which process id."""
        running = {member.name: member.server.pid for member in self._members}
        return {name: pid for name, pid in running.items() if pid is not None}

    def wait(self, until: Callable[[], bool]) -> None:
        """Returns when told to stop or `until()` holds; nobody is restarted meanwhile."""
        while not self._stopping and not until():
            time.sleep(POLL_SECONDS)

    def watch(self) -> None:
        """Restarts what dies, until told to stop."""
        while self._rest():
            for member in self._members:
                self._look_after(member)

    def stop_all(self) -> None:
        """Stops everything, floor by floor from above."""
        for floor in sorted({member.floor for member in self._members}, reverse=True):
            together = [member for member in self._members if member.floor == floor]
            for member in together:
                member.server.ask_to_stop()
            deadline = time.monotonic() + max(member.stop_seconds for member in together)
            for member in together:
                member.server.wait(timeout_seconds=deadline - time.monotonic())

    def _rest(self) -> bool:
        time.sleep(POLL_SECONDS)
        return not self._stopping

    def _look_after(self, member: Member) -> None:
        now = time.monotonic()
        if member.server.pid is not None:
            if now - member.started_at > SETTLED_SECONDS:
                member.pause_seconds = FIRST_PAUSE_SECONDS
        elif member.was_running:
            self._say(f"{member.name} died and is started again")
            member.was_running = False
            self._postpone(member)
        elif now >= member.retry_at:
            self._try_again(member)

    def _try_again(self, member: Member) -> None:
        try:
            self._start(member)
        except (ServerStartError, OSError) as error:
            self._say(f"{member.name} did not start, next try in {member.pause_seconds:g} s: {error}")
            self._postpone(member)

    def _postpone(self, member: Member) -> None:
        member.retry_at = time.monotonic() + member.pause_seconds
        member.pause_seconds = min(member.pause_seconds * 2, LONGEST_PAUSE_SECONDS)

    def _start(self, member: Member) -> None:
        member.server.start()
        member.started_at = time.monotonic()
        member.was_running = True
        self._on_change(self.pids())
