"""Types that every slice uses: money and its input."""

import strawberry

from api.core import money
from api.graphql.base.fields import field
from api.graphql.base.plan.declare import Columns
from api.graphql.base.scalars import Points


@strawberry.type(description="An amount of money.")
class Money:
    """Money as clients see it."""

    minor_units: Points = field("The amount in the smallest unit of the currency (paise, cents).")
    currency: str = field("The currency as ISO 4217 names it.")

    @classmethod
    def of(cls, amount: money.Money) -> "Money":
        """The domain's money, shown."""
        return cls(minor_units=Points(amount.minor_units), currency=amount.currency)


def money_columns(minor_units: str, currency: str = "currency") -> Columns:
    """Money made of two columns of a row."""
    return {"minor_units": minor_units, "currency": currency}


@strawberry.input(description="An amount of money.")
class MoneyInput:
    """Money as clients give it."""

    minor_units: Points = field("The amount in the smallest unit of the currency (paise, cents).")
    currency: str = field("The currency as ISO 4217 names it.")

    def value(self) -> money.Money:
        """As the domain's money. Refuses impossible amounts."""
        return money.Money(int(self.minor_units), self.currency)
