"""Reactions of listeners that failed: tried again with growing pauses, set aside after ten attempts."""

from dataclasses import dataclass

from api.core import db

MOST_ATTEMPTS = 10
"""Attempts before a reaction is set aside: with pauses of 1, 2, 4 ... 256 minutes that is half a day."""
MAX_ERROR = 300
FAILED = """
    INSERT INTO listener_attempt AS known (listener, fact_id, attempts, next_at, error)
    VALUES ($1, $2::text::uuid, 1, now() + interval '1 minute', $3)
    ON CONFLICT (fact_id, listener) DO UPDATE SET attempts = known.attempts + 1, error = excluded.error,
        next_at = now() + interval '1 minute' * power(2, known.attempts)
    RETURNING attempts
"""
SUCCEEDED = "DELETE FROM listener_attempt WHERE fact_id = $2::text::uuid AND listener = $1"
TROUBLED = f"""
    SELECT count(*) FILTER (WHERE attempts < {MOST_ATTEMPTS}) AS failing,
        count(*) FILTER (WHERE attempts >= {MOST_ATTEMPTS}) AS parked
    FROM listener_attempt
"""
AGAIN = f"UPDATE listener_attempt SET attempts = 0, next_at = now() WHERE attempts >= {MOST_ATTEMPTS}"


@dataclass(frozen=True, slots=True)
class Troubled:
    """How many reactions failed and will be tried again, and how many were set aside."""

    failing: int
    parked: int


async def failed(listener: str, fact_id: str, error: str) -> int:
    """Notes one more failure and when the next attempt is due; how many there were."""
    attempts: int = await db.fetchval(FAILED, listener, fact_id, error.replace("\0", "")[:MAX_ERROR])
    return attempts


async def succeeded(listener: str, fact_id: str) -> None:
    """Forgets earlier failures, in the transaction of the effect."""
    await db.execute(SUCCEEDED, listener, fact_id)


async def troubled() -> Troubled:
    """What waits for another attempt, and what waits for a person."""
    row = await db.fetchrow(TROUBLED)
    return Troubled(0, 0) if row is None else Troubled(row["failing"], row["parked"])


async def try_parked_again() -> int:
    """Lets the worker try what was set aside, from the first attempt on; how many."""
    return int((await db.execute(AGAIN)).split()[-1])
