"""A customer's child."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import strawberry

from api import customers
from api.graphql.base import Node, column, embedded, many, reads
from api.graphql.customers.parts import BIRTHDAY, Birthday
from api.graphql.customers.types.slices import PROMOTIONS, WALLET

if TYPE_CHECKING:
    from api.graphql.promotions.types import ComingPresent
    from api.graphql.wallet.types import Card

BORN = "self.birth_year, self.birth_month, self.birth_day"


@reads(customers.KIDS)
@strawberry.type(
    description="A customer's child: a first name and a birthday, kept by the guardian's consent."
)
class Kid(Node):
    """A child."""

    first_name: str = column("The first name.")
    birthday: Birthday = embedded("The birthday.", BIRTHDAY)
    age: int | None = column(
        "Age today where the program lives; null without the year of birth.",
        sql=f"read.age_on(self.today, {BORN})",
    )
    next_birthday: date | None = column(
        "The next birthday from today on; who was born on 29 February has it on the 28th in other years.",
        sql="read.next_birthday(self.today, self.birth_month, self.birth_day)",
    )
    turns: int | None = column(
        "The age reached on the next birthday; null without the year of birth.",
        sql=f"read.turns(self.today, {BORN})",
    )
    coming_presents: list[Annotated["ComingPresent", PROMOTIONS]] = many(
        "What the next birthday will bring, the soonest first; empty for staff.",
        "self.kid_pk = parent.pk AND self.owner_pk = viewer.person_id",
        order="on_day, promotion_pk",
        scoped=False,
    )
    cards: list[Annotated["Card", WALLET]] = many(
        "The caller's own cards that carry the child; empty for staff.",
        "self.owner_pk = viewer.person_id "
        "AND EXISTS (SELECT 1 FROM read.kid child WHERE child.membership_pk = self.pk AND child.pk = parent.pk)",
        order="made_at, pk",
        scoped=False,
    )
