"""One running installation for the tests that only look at it."""

from collections.abc import Iterator

import pytest

from tests.support.installation import Installation


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation that serves."""
    installation = Installation(tmp_path_factory.mktemp("up") / "data").start()
    yield installation
    installation.stop()
