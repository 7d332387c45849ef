"""The town, who may ask in it, and two engines: one with plans and one without."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest_asyncio
from graphql import GraphQLSchema

from api.core import clock
from api.core.settings import Settings, get_settings
from api.graphql.base.engine import Engine
from api.graphql.base.inner import core_schema
from api.graphql.schema import schema
from tests.graphql.plan.comparing import Comparer
from tests.graphql.plan.generator import Generator
from tests.graphql.plan.grouped import group
from tests.graphql.plan.material import Material, gather
from tests.graphql.plan.town import Town, make_town


@dataclass(frozen=True, slots=True)
class Bench:
    """What a comparison needs. Engines and town serve every test of a module."""

    core: GraphQLSchema
    settings: Settings
    town: Town
    material: Material
    comparer: Comparer
    grouped: Comparer
    """The same with an engine that answers whatever it can together."""

    def generator(self, seed: int) -> Generator:
        """Operations of that seed."""
        return Generator(self.core, self.settings, self.town, self.material, seed)

    def anew(self, *, is_grouped: bool = False) -> Comparer:
        """The same with an engine that has compiled nothing yet."""
        planned = Engine(schema(), self.settings)
        if is_grouped:
            group(planned)
        return Comparer(self.comparer.executed, planned, self.town.viewers)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def town(_connected: None) -> Town:
    """Made once a run."""
    return await make_town()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def bench(town: Town) -> AsyncIterator[Bench]:
    """Everything, at one moment: the clock stands still, nobody is turned away for asking much."""
    settings = get_settings()
    was, settings.rate_limits_enabled = settings.rate_limits_enabled, False
    running, clock.now = clock.now, lambda: town.now
    executed = Engine(schema(), settings.model_copy(update={"read_plans": False}))
    comparer = Comparer(executed, Engine(schema(), settings), town.viewers)
    grouped = Comparer(executed, group(Engine(schema(), settings)), town.viewers)
    yield Bench(core_schema(schema()), settings, town, await gather(town, executed), comparer, grouped)
    settings.rate_limits_enabled = was
    clock.now = running
