"""What earn rules ask of birthdays and children, on the day of a sale."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from api.customers import Birthday, Family, age_on, is_kept_within
from api.purchases.types import BirthdaySpan, EarnConditions

SUNDAY = 6


@dataclass(frozen=True, slots=True)
class KidOnDay:
    """A child on the day of a sale: its age, and the spans around its birthday that the day is in."""

    age: int | None
    spans: frozenset[BirthdaySpan]


@dataclass(frozen=True, slots=True)
class FamilyOnDay:
    """The spans around the member's own birthday that the day is in, and the children."""

    spans: frozenset[BirthdaySpan] = frozenset()
    kids: tuple[KidOnDay, ...] = ()


NOBODY = FamilyOnDay()


def asks_for_family(asked: EarnConditions) -> bool:
    """Whether a rule has to know birthdays or children."""
    return asked.birthday is not None or asks_for_kids(asked)


def asks_for_kids(asked: EarnConditions) -> bool:
    """Whether a rule is for members with certain children."""
    return (asked.kid_birthday, asked.kid_age_from, asked.kid_age_to) != (None, None, None)


def on_day(family: Family, day: date) -> FamilyOnDay:
    """The family on a day where the program lives."""
    kids = tuple(KidOnDay(age_on(kid, day), frozenset(_spans(kid, day))) for kid in family.kids)
    return FamilyOnDay(frozenset() if family.own is None else frozenset(_spans(family.own, day)), kids)


def _spans(birthday: Birthday, day: date) -> Iterable[BirthdaySpan]:
    monday = day - timedelta(days=day.weekday())
    if is_kept_within(birthday, day, day):
        yield BirthdaySpan.DAY
    if is_kept_within(birthday, monday, monday + timedelta(days=SUNDAY)):
        yield BirthdaySpan.WEEK
    if birthday.month == day.month:
        yield BirthdaySpan.MONTH


def fits(asked: EarnConditions, family: FamilyOnDay) -> bool:
    """Whether birthdays and children are as the rule asks; one child has to meet all that is asked of children."""
    if asked.birthday is not None and asked.birthday not in family.spans:
        return False
    return not asks_for_kids(asked) or any(_meets(asked, kid) for kid in family.kids)


def _meets(asked: EarnConditions, kid: KidOnDay) -> bool:
    if asked.kid_birthday is not None and asked.kid_birthday not in kid.spans:
        return False
    if asked.kid_age_from is None and asked.kid_age_to is None:
        return True
    least, most = asked.kid_age_from or 0, asked.kid_age_to
    return kid.age is not None and kid.age >= least and (most is None or kid.age <= most)
