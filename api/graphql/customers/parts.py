"""Parts of people without an id: birthdays and consents."""

from datetime import datetime

import strawberry

from api import customers
from api.graphql.base import Columns, column, field, reads
from api.graphql.customers.enums import ConsentChannel


@strawberry.type(description="A day of the year; the year itself may be unknown.")
class Birthday:
    """A birthday."""

    month: int = field("1 to 12.")
    day: int = field("1 to 31; 29 February is kept as it is.")
    year: int | None = field("The year of birth; null where it is not known.")


BIRTHDAY: Columns = {"month": "birth_month", "day": "birth_day", "year": "birth_year"}
"""A birthday, made of columns that views name alike."""


@strawberry.input(description="A day of the year; the year itself may be left out.")
class BirthdayInput:
    """A birthday as clients give it."""

    month: int = field("1 to 12.")
    day: int = field("1 to 31; 29 February is a day like any other.")
    year: int | None = field("The year of birth.", default=None)

    def value(self) -> customers.Birthday:
        """As the domain's birthday."""
        return customers.Birthday(self.month, self.day, self.year)


@reads(customers.CONSENTS)
@strawberry.type(description="Whether a customer may be reached in one way. Never asked counts as no.")
class Consent:
    """A consent."""

    channel: ConsentChannel = column("The way.")
    is_granted: bool = column("Whether the customer agrees.")
    recorded_at: datetime | None = column("Since when; null where never asked.")
