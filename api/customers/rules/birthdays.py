"""Birthdays: a day and a month, the year optional."""

from calendar import monthrange
from datetime import date

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
