"""The pytest side of the test servers: started once by the controller, a cloned database for each worker."""

import asyncio
import os
from typing import Any

import pytest
import structlog

from api.core.settings import Settings, get_settings
from tests.support.servers import Addresses, ServersForTests, clone, drop, to_wire

SERVERS = pytest.StashKey[ServersForTests]()
ADDRESSES = pytest.StashKey[Addresses]()
ALONE = "alone"

Settings.model_config["env_file"] = None  # a developer's .env must not decide how tests end


def worker_of(config: pytest.Config) -> str:
    """gw0, gw1 ... under xdist, "alone" without."""
    given: dict[str, Any] | None = getattr(config, "workerinput", None)
    return str(given["workerid"]) if given else ALONE


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """On the controller, before a worker starts: the servers are up and the worker is told where."""
    config: pytest.Config = node.config
    if SERVERS not in config.stash:
        config.stash[SERVERS] = ServersForTests()
        config.stash[SERVERS].start()
    node.workerinput["servers"] = to_wire(config.stash[SERVERS].addresses)


def pytest_configure(config: pytest.Config) -> None:
    """On a worker: settings point at its own database before anything reads them."""
    os.environ["ENVIRONMENT"] = "test"
    # the usual renderer prints the value of every local, which takes seconds for each failure that a test provokes
    plain = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[structlog.processors.add_log_level, plain])
    given: dict[str, Any] | None = getattr(config, "workerinput", None)
    if given:
        _use(config, Addresses(**given["servers"]))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Lets the groups of xdist hold: it writes them behind a test's name, where pytest 9.2 no longer looks."""
    for item in items:
        given = getattr(item, "_nodeid", item.nodeid)
        if given != item.nodeid:
            item._id = type(item.id).parse(given)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Without xdist: servers are started only when a chosen test asks for them."""
    config = session.config
    wanted = any("addresses" in getattr(item, "fixturenames", ()) for item in session.items)
    is_controller = bool(getattr(config.option, "dist", "no") != "no") and worker_of(config) == ALONE
    if not wanted or is_controller or config.option.collectonly or ADDRESSES in config.stash:
        return
    config.stash[SERVERS] = ServersForTests()
    _use(config, config.stash[SERVERS].start().addresses)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """The worker drops its database; the owner stops the servers."""
    if ADDRESSES in config.stash:
        asyncio.run(drop(config.stash[ADDRESSES], worker_of(config)))
    if SERVERS in config.stash:
        config.stash[SERVERS].stop()


def _use(config: pytest.Config, addresses: Addresses) -> None:
    worker = worker_of(config)
    config.stash[ADDRESSES] = addresses
    os.environ["DATABASE_URL"] = asyncio.run(clone(addresses, worker))
    os.environ["REDIS_URL"] = addresses.redis_url
    os.environ["REDIS_PREFIX"] = addresses.redis_prefix(worker)
    get_settings.cache_clear()


@pytest.fixture(scope="session")
def addresses(pytestconfig: pytest.Config) -> Addresses:
    """Where the test servers are; asking for it starts them."""
    return pytestconfig.stash[ADDRESSES]
