"""Random histories of the whole engine agree with the model, and every invariant holds."""

import pytest

from tests.engine.clock import following
from tests.engine.run import run_seed

pytestmark = [pytest.mark.integration, pytest.mark.timeout(180)]

STEPS = 250


@pytest.mark.parametrize("seed", range(1, 9))
async def test_program_and_model_agree(db: None, seed: int) -> None:
    async with following() as clock:
        tally = await run_seed(seed, STEPS, clock)
    assert tally.steps == STEPS
