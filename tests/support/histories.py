"""Random histories: a state machine in a thread of its own, the database on the tests' loop."""

import asyncio
from collections.abc import Coroutine
from typing import Any, ClassVar, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

T = TypeVar("T")
STEP_SECONDS = 30


class History(RuleBasedStateMachine):
    """A state machine whose steps wait for what is asynchronous."""

    loop: ClassVar[asyncio.AbstractEventLoop]

    def wait(self, work: Coroutine[Any, Any, T]) -> T:
        """Runs it on the tests' own loop, from this thread."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(STEP_SECONDS)


async def tell(machine: type[History], *, histories: int, steps: int) -> None:
    """Runs so many histories of at most so many steps each."""
    machine.loop = asyncio.get_running_loop()
    await asyncio.to_thread(
        run_state_machine_as_test,
        machine,
        settings=settings(
            max_examples=histories,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
