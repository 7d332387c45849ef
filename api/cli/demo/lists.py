"""Saved views of the demo's offices."""

from uuid import UUID

from api import directory
from api.core.audit import Actor
from api.directory import Sort, ViewDetails

COLUMNS = ("name", "standing", "tags", "points", "visits", "spent", "visit")
VIEWS = (
    ViewDetails("Drifting away", "", {"standing": "CHURNING"}, Sort.SPENT, COLUMNS, True, False),
    ViewDetails(
        "Loyal, with points",
        "",
        {"lifecycle": "LOYAL", "minBalance": 100},
        Sort.BALANCE,
        COLUMNS,
        True,
        False,
    ),
    ViewDetails("New this month", "", {"joinedDays": 30}, Sort.NEWEST, (*COLUMNS, "joined"), True, False),
)


async def keep_views(actor: Actor, program_id: UUID, business_id: UUID) -> None:
    """Three lists that an owner looks at every week."""
    for view in VIEWS:
        await directory.save_view(actor, program_id, business_id, view)
