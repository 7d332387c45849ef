"""One-time codes: how they look and how often they may be asked for."""

import secrets
from datetime import datetime, timedelta
from math import ceil

DIGITS = 6
AGAIN_AFTER = timedelta(seconds=30)
# (how many, within what): each phone and each address; a phone's day allows 50 guesses of a million
PER_PHONE = ((1, AGAIN_AFTER), (5, timedelta(hours=1)), (10, timedelta(days=1)))
PER_ADDRESS = ((20, timedelta(minutes=10)), (100, timedelta(days=1)))
LONGEST = timedelta(days=1)


def new_code() -> str:
    """Six random digits."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"


def tidy_code(text: str) -> str:
    """The code as people copy it: without spaces and hyphens."""
    return "".join(text[:40].split()).replace("-", "")


def wait_seconds(asked_at: list[datetime], limits: tuple[tuple[int, timedelta], ...], now: datetime) -> int:
    """Seconds until one more request is within all limits, 0 for at once. `asked_at`: the last day's, newest first."""
    waits = (
        (asked_at[count - 1] + span - now).total_seconds() for count, span in limits if len(asked_at) >= count
    )
    return max(0, ceil(max(waits, default=0)))
