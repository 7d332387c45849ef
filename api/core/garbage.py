"""Python's garbage collector, told to look less often while a job holds rows by the ten thousand."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

ROWS_HELD = 200_000
"""Objects made and not freed before the collector looks again. Python's own 700 made an import spend half its time on
looking through rows that were all alive; what is not in a cycle is freed at once in any case."""

_jobs = 0
_usual = gc.get_threshold()


@contextmanager
def collected_rarely() -> Iterator[None]:
    """For the whole process, until the last of those who asked for it is done."""
    global _jobs, _usual  # noqa: PLW0603 - the collector's setting is the process's, and so is who asked for it
    if _jobs == 0:
        _usual = gc.get_threshold()
        gc.set_threshold(ROWS_HELD, *_usual[1:])
    _jobs += 1
    try:
        yield
    finally:
        _jobs -= 1
        if _jobs == 0:
            gc.set_threshold(*_usual)
