"""`regulars up`: the whole platform on one machine, from a folder."""

import asyncio
import os
import socket
import sys
import time
import urllib.error
import urllib.request
import webbrowser
from dataclasses import dataclass, replace
from pathlib import Path

from api.cli.environment import external_servers, use
from api.cli.screen import err, out, stop_with
from api.cli.serve import open_port
from api.cli.supervisor import Supervisor
from api.core import migrations
from api.core.embedded import (
    DataFolder,
    EmbeddedServers,
    FolderInUseError,
    Process,
    RunningState,
    ServerStartError,
    start_time_of,
)
from api.core.errors import ConfigurationError
from api.core.settings import get_settings

READY_SECONDS = 60.0
PROGRAM_STOP_SECONDS = 3.0
SERVER_STOP_SECONDS = 1.5
ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - what a person may type, and what they open then


@dataclass(frozen=True)
class UpOptions:
    """What the command line says."""

    host: str
    port: int
    data: Path
    demo: bool
    browser: bool
    verbose: bool


def up(options: UpOptions) -> None:
    """Runs until Ctrl-C. Ends with a sentence where the folder or the port is taken or a server does not start."""
    folder = DataFolder(options.data)
    try:
        folder.hold()
    except FolderInUseError as error:
        stop_with(
            f"{error}.\nUse that one, stop it (Ctrl-C, or kill the pid), or give another folder with --data."
        )
    try:
        Installation(options, folder).run()
    except (ServerStartError, ConfigurationError) as error:
        stop_with(str(error))
    finally:
        folder.release()


class Installation:
    """Servers, API and worker of one folder."""

    def __init__(self, options: UpOptions, folder: DataFolder) -> None:
        self._options = options
        self._folder = folder
        self._state = RunningState(pid=os.getpid())
        self._supervisor = Supervisor(say=lambda text: err.print(text, markup=False), on_change=self._note)

    def run(self) -> None:
        """Starts everything, says `ready`, watches, stops everything."""
        listener = open_port(self._options.host, self._options.port)
        self._state = replace(self._state, url=self._url(listener))
        self._supervisor.catch_signals()
        try:
            self._start_servers()
            asyncio.run(migrations.migrate(get_settings().database_url))
            sign_ins = self._make_demo() if self._options.demo else ""
            if not self._supervisor.is_stopping:
                self._start_program(listener)
            if not self._supervisor.is_stopping:
                self._welcome(sign_ins)
            self._supervisor.watch()
        finally:
            self._supervisor.stop_all()
            listener.close()

    def _url(self, listener: socket.socket) -> str:
        host = ANYWHERE.get(self._options.host, self._options.host)
        return f"http://{host}:{listener.getsockname()[1]}"

    def _start_servers(self) -> None:
        database_url, redis_url = external_servers()
        if not (database_url and redis_url):
            embedded = EmbeddedServers(self._folder)
            if not database_url:
                self._supervisor.add("postgres", embedded.postgres, floor=0, stop_seconds=SERVER_STOP_SECONDS)
                embedded.ensure_database()
                database_url = embedded.database_url
            if not redis_url:
                self._supervisor.add("valkey", embedded.valkey, floor=0, stop_seconds=SERVER_STOP_SECONDS)
                redis_url = embedded.redis_url
        use(folder=self._folder, database_url=database_url, redis_url=redis_url, public_url=self._state.url)
        get_settings()
        self._state = replace(self._state, database_url=database_url, redis_url=redis_url)
        self._note(self._supervisor.pids())

    def _make_demo(self) -> str:
        """Runs `regulars demo` beside the watch, so that Ctrl-C is heard; what it printed."""
        log = self._folder.logs / "demo.log"
        log.unlink(missing_ok=True)
        command = [sys.executable, "-P", "-m", "api.cli", "demo", "--data", str(self._folder.path)]
        demo = Process("demo", command, log=log)
        demo.start()
        self._supervisor.wait(until=lambda: demo.pid is None)
        demo.ask_to_stop()
        demo.wait(timeout_seconds=1)
        if demo.exit_code and not self._supervisor.is_stopping:
            raise ServerStartError(f"the demo could not be made:\n{demo.log_tail()}")
        return log.read_text()

    def _start_program(self, listener: socket.socket) -> None:
        api = self._child("api", "api", "--fd", str(listener.fileno()), fds=(listener.fileno(),))
        worker = self._child("worker", "worker")
        self._supervisor.add("api", api, floor=1, stop_seconds=PROGRAM_STOP_SECONDS)
        self._supervisor.add("worker", worker, floor=1, stop_seconds=PROGRAM_STOP_SECONDS)
        deadline = time.monotonic() + READY_SECONDS

        def answers() -> bool:
            for child in (api, worker):
                if child.pid is None:
                    raise ServerStartError(f"{child.name} ended at its start:\n{child.log_tail()}")
            if time.monotonic() > deadline:
                raise ServerStartError(
                    f"the API did not answer within {READY_SECONDS:g} s:\n{api.log_tail()}"
                )
            return _is_healthy(self._state.url)

        self._supervisor.wait(until=answers)

    def _child(self, name: str, *arguments: str, fds: tuple[int, ...] = ()) -> Process:
        log = None if self._options.verbose else self._folder.log(name)
        command = [sys.executable, "-P", "-m", "api.cli", *arguments]
        return Process(name, command, log=log, inherited_fds=fds)

    def _welcome(self, sign_ins: str) -> None:
        out.print(f"ready {self._state.url}", markup=False)
        if sign_ins:
            out.print(sign_ins.rstrip(), markup=False)
        has_screen = sys.platform == "darwin" or "DISPLAY" in os.environ or "WAYLAND_DISPLAY" in os.environ
        if self._options.browser and has_screen and sys.stdout.isatty():
            webbrowser.open(self._state.url)

    def _note(self, pids: dict[str, int]) -> None:
        children = {name: (pid, start_time_of(pid)) for name, pid in pids.items()}
        self._state = replace(self._state, children=children)
        self._folder.note(self._state)


def _is_healthy(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/health", timeout=1) as answer:  # noqa: S310 - our own http address
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
