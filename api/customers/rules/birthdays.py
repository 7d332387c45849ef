"""Birthdays: a day and a month, the year optional; who was born on 29 February turns on the 28th in other years."""

from calendar import isleap, monthrange
from datetime import date

from api.customers.errors import BadBirthday
from api.customers.types import Birthday, Turning

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


def turning(birthday: Birthday, today: date) -> Turning:
    """Age today and the next birthday from today on, in the calendar of the program's place."""
    this_year = _celebrated(birthday, today.year)
    upcoming = this_year if this_year >= today else _celebrated(birthday, today.year + 1)
    if birthday.year is None:
        return Turning(None, upcoming, None)
    age = today.year - birthday.year - (this_year > today)
    return Turning(age, upcoming, upcoming.year - birthday.year)


def _celebrated(birthday: Birthday, year: int) -> date:
    is_missing = (birthday.month, birthday.day) == (2, 29) and not isleap(year)
    return date(year, birthday.month, 28 if is_missing else birthday.day)
