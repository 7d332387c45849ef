"""A supervisor hears its signal whatever it is doing."""

import signal
import sys
from collections.abc import Iterator
from types import FrameType
from typing import Any

import pytest

from api.cli import supervisor as module
from api.cli.supervisor import Supervisor

pytestmark = pytest.mark.unit

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
LINES = 120


@pytest.fixture
def handlers_kept() -> Iterator[None]:
    """Signals mean to pytest afterwards what they meant before."""
    before = {number: signal.getsignal(number) for number in SIGNALS}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def interrupted_at(line: int) -> Any:
    """A tracer that sends SIGINT to this process when the so-manieth line runs."""
    seen = 0

    def trace(_frame: FrameType, event: str, _argument: object) -> Any:
        nonlocal seen
        seen += event == "line"
        if seen == line and event == "line":
            signal.raise_signal(signal.SIGINT)
        return trace

    return trace


def test_ctrl_c_is_heard_at_every_line(handlers_kept: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given a supervisor that watches, when Ctrl-C comes between any two lines, then it stops and does not hang."""
    monkeypatch.setattr(module, "POLL_SECONDS", 0.0001)
    for line in range(1, LINES):
        supervisor = Supervisor(say=lambda _: None, on_change=lambda _: None)
        supervisor.catch_signals()
        measuring = sys.gettrace()
        sys.settrace(interrupted_at(line))
        try:
            supervisor.watch()
        finally:
            sys.settrace(measuring)
        assert supervisor.is_stopping
