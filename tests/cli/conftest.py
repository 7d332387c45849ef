"""One running installation for the tests that only look at it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.installation import Installation


@pytest.fixture(scope="session")
def running(session_scratch: Path) -> Iterator[Installation]:
    """An installation that serves."""
    installation = Installation(session_scratch / "up").start()
    yield installation
    installation.stop()
