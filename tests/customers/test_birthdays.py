"""Ages and birthdays as the views tell them: by the calendar of a day, 29 February included."""

from datetime import date

import pytest

from api.core import db as core_db
from api.customers import Birthday

pytestmark = pytest.mark.integration

ASKED = """
    SELECT read.age_on($1, $2, $3, $4) AS age, read.next_birthday($1, $3, $4) AS upcoming,
        read.turns($1, $2, $3, $4) AS turns
"""


@pytest.mark.parametrize(
    ("birthday", "today", "age", "upcoming", "turns"),
    [
        (Birthday(2, 29, 2016), date(2026, 2, 27), 9, date(2026, 2, 28), 10),
        (Birthday(2, 29, 2016), date(2026, 2, 28), 10, date(2026, 2, 28), 10),
        (Birthday(2, 29, 2016), date(2026, 3, 1), 10, date(2027, 2, 28), 11),
        (Birthday(2, 29, 2016), date(2028, 2, 28), 11, date(2028, 2, 29), 12),
        (Birthday(3, 1, 2020), date(2026, 3, 1), 6, date(2026, 3, 1), 6),
        (Birthday(12, 31, 2025), date(2026, 3, 1), 0, date(2026, 12, 31), 1),
        (Birthday(1, 5), date(2026, 3, 1), None, date(2027, 1, 5), None),
    ],
)
async def test_age_and_next_birthday(
    db: None, birthday: Birthday, today: date, age: int | None, upcoming: date, turns: int | None
) -> None:
    """Given a birthday, when asked on a day, then age and next birthday are those of the calendar."""
    row = await core_db.fetchrow(ASKED, today, birthday.year, birthday.month, birthday.day)
    assert row is not None
    assert (row["age"], row["upcoming"], row["turns"]) == (age, upcoming, turns)
