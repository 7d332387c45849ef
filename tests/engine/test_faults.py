"""The engine notices what it is for: every planted mistake, in SQL, in Python and in a row."""

import pytest

from api.core import db as database
from tests.engine.acts import Difference
from tests.engine.clock import Clock, following
from tests.engine.faults import FAULTS, Fault
from tests.engine.run import Engine, run_seed
from tests.engine.world import end, make_world

pytestmark = [pytest.mark.integration, pytest.mark.timeout(180)]

SEEDS = range(1, 9)
STEPS = 80
EVERY = 20


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
async def test_a_planted_mistake_is_noticed(db: None, fault: Fault) -> None:
    async with following() as clock, fault.planted():
        with pytest.raises(Difference):
            for seed in SEEDS:
                await (
                    _changed(seed, clock, fault)
                    if fault.row
                    else run_seed(seed, STEPS, clock, EVERY, fault.verbs)
                )


async def _changed(seed: int, clock: Clock, fault: Fault) -> None:
    """Sound at first; then somebody changes a row behind the program's back."""
    world = await make_world(seed, clock)
    engine = Engine(world, EVERY, fault.verbs)
    await engine.run(15)
    await database.execute(f"{fault.row} AND program_id = $1", world.program_id)
    await engine.run(STEPS)
    await end(world)


@pytest.mark.parametrize("seed", [1, 2])
async def test_without_a_fault_the_same_steps_agree(db: None, seed: int) -> None:
    verbs = {verb for fault in FAULTS for verb in fault.verbs}
    async with following() as clock:
        assert (await run_seed(seed, STEPS, clock, EVERY, verbs)).steps == STEPS
