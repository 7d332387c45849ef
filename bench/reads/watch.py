"""CPU seconds and memory of processes with their children, also of children that have ended."""

from contextlib import suppress

import psutil

TRIES = 20


def cpu_seconds(pid: int) -> float:
    """User and system time of a process, of the children that it has waited for, and of those that run.

    Read again where a child came or went meanwhile: its time would be counted twice or not at all.
    """
    process = psutil.Process(pid)
    spent = 0.0
    for _ in range(TRIES):
        before = [child.pid for child in process.children(recursive=True)]
        spent = _times(process) + sum(map(_times_of, before))
        if before == [child.pid for child in process.children(recursive=True)]:
            break
    return spent


def _times(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system + times.children_user + times.children_system)


def _times_of(pid: int) -> float:
    with suppress(psutil.NoSuchProcess):
        return _times(psutil.Process(pid))
    return 0.0


def memory_mb(pid: int) -> float:
    """Resident megabytes of a process and its children."""
    process = psutil.Process(pid)
    return sum(each.memory_info().rss for each in (process, *process.children(recursive=True))) / 1e6


class Meter:
    """CPU that named processes spend between two readings."""

    def __init__(self, **pids: int) -> None:
        self._pids = pids
        self._then = self._now()

    def spent(self) -> dict[str, float]:
        """Seconds since this was made, by name."""
        return {name: now - self._then[name] for name, now in self._now().items()}

    def _now(self) -> dict[str, float]:
        return {name: cpu_seconds(pid) for name, pid in self._pids.items()}
