"""Figures about customers' children; who may not see children sees no small group."""

from datetime import date

import strawberry

from api import businesses, customers
from api.core import clock
from api.graphql.base import Info, field, query, requires

FEW = 5
COUNT = "How many; null where it is fewer than five and the caller may not see children."


@strawberry.type(description="How many children are of one age.")
class KidsOfAge:
    """An age."""

    age: int = field("Age today.")
    kids: int | None = field(COUNT)


@strawberry.type(description="How many children have their birthday within seven days.")
class BirthdayWeek:
    """Seven days."""

    starts_on: date = field("The first of them.")
    kids: int | None = field(COUNT)


@strawberry.type(description="What is known of customers' children as a whole.")
class KidsInsight:
    """Figures."""

    members: int = field("Customers with whom the business deals at present.")
    members_with_kids: int | None = field(COUNT)
    kids: int | None = field(COUNT)
    unknown_age: int | None = field(COUNT)
    ages: list[KidsOfAge] = field("By age, the youngest first.")
    weeks: list[BirthdayWeek] = field("The coming eight weeks, from today on.")


@strawberry.type
class InsightQueries:
    """Fields of Query."""

    @query(
        requires("promotions.read"),
        description="Figures about the children of the business's customers. Where the caller may not see children, a "
        "number below five is null.",
        cost=50,
    )
    async def kids_insight(self, info: Info) -> KidsInsight:
        """Of one's own business."""
        viewer = info.context.viewer
        program_id, business_id = viewer.the_program(), viewer.the_business()
        program = await businesses.rules_for(program_id)
        today = clock.local_date(clock.now(), program.time_zone)
        found = await customers.kids_insight(program_id, business_id, today)
        is_exact = viewer.may("kids.read")

        def shown(count: int) -> int | None:
            return count if is_exact or count == 0 or count >= FEW else None

        return KidsInsight(
            members=found.members,
            members_with_kids=shown(found.members_with_kids),
            kids=shown(found.kids),
            unknown_age=shown(found.unknown_age),
            ages=[KidsOfAge(age=age, kids=shown(count)) for age, count in found.ages.items()],
            weeks=[BirthdayWeek(starts_on=day, kids=shown(count)) for day, count in found.weeks.items()],
        )
