"""How long a worker waits for the queue's server; tests/faults/test_kill_nine.py has that it outlives a killed one."""

from workers.main import ATTEMPTS, PAUSES


def test_a_server_that_is_away_is_waited_for_fifteen_seconds() -> None:
    waited = sum(PAUSES.compute(attempt) for attempt in range(1, ATTEMPTS + 1))
    assert 15 <= waited < 16
