"""Birthdays: a day and a month, the year optional."""

from calendar import isleap, monthrange
from datetime import date, timedelta

from api.customers.errors import BadBirthday
from api.customers.types import Birthday

LEAP_YEAR = 2024
OLDEST_YEARS = 120


def check_birthday(birthday: Birthday, today: date, *, path: tuple[str, ...] = ("birthday",)) -> Birthday:
    """The birthday as given. Refuses days that no calendar has, the future, and more than 120 years ago."""
    year = LEAP_YEAR if birthday.year is None else birthday.year
    if not (1 <= birthday.month <= 12 and 1 <= year <= 9999):
        raise BadBirthday("There is no such day.", path=path)
    if not 1 <= birthday.day <= monthrange(year, birthday.month)[1]:
        raise BadBirthday("There is no such day.", path=path)
    if birthday.year is not None:
        born = date(birthday.year, birthday.month, birthday.day)
        if born > today:
            raise BadBirthday("This birthday is in the future.", path=path)
        if birthday.year < today.year - OLDEST_YEARS:
            raise BadBirthday("Please check the year of birth.", path=path)
    return birthday


def kept_on(birthday: Birthday, year: int) -> date:
    """The day on which a birthday is kept in a year: 29 February on the 28th in years that have none."""
    if (birthday.month, birthday.day) == (2, 29) and not isleap(year):
        return date(year, 2, 28)
    return date(year, birthday.month, birthday.day)


def days_of_birth(first: date, last: date) -> list[tuple[date, int, int]]:
    """Every day between two, with the month and day of birth that have their birthday on it; both ends included."""
    found = []
    for at in range((last - first).days + 1):
        day = first + timedelta(days=at)
        found.append((day, day.month, day.day))
        if (day.month, day.day) == (2, 28) and not isleap(day.year):
            found.append((day, 2, 29))
    return found


def age_on(birthday: Birthday, day: date) -> int | None:
    """The age on a day; None without the year of birth."""
    if birthday.year is None:
        return None
    return day.year - birthday.year - (kept_on(birthday, day.year) > day)


def is_kept_within(birthday: Birthday, first: date, last: date) -> bool:
    """Whether the birthday is kept on one of these days, both ends included."""
    return any(first <= kept_on(birthday, year) <= last for year in range(first.year, last.year + 1))
