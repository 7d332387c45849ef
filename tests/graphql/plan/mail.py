"""Messages of the town: with values that are hard to write, read and unread, with and without an end."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from api import notifications
from api.core import db
from api.notifications import NewMessage
from tests.factories.businesses import Tenant
from tests.graphql.plan.texts import NASTY

READ = "UPDATE message SET read_at = created_at WHERE program_id = $1 AND key LIKE 'town-1-%'"


async def send(tenant: Tenant, members: Sequence[UUID]) -> None:
    """A few for each member: by the business and by the program, one that is over."""
    ends = (None, datetime(2300, 1, 1, 0, 0, 0, 10, UTC), datetime(2024, 2, 29, tzinfo=UTC))
    await notifications.put_many(
        [
            NewMessage(
                tenant.program_id,
                member,
                ("points_expiring", "something_new")[turn % 2],
                f"town-{turn}-{member}",
                {"points": turn, "day": "2026-12-31", "text": NASTY[turn % len(NASTY)].replace("\0", "")},
                ("", "/inbox")[turn % 2],
                (None, tenant.business_id)[turn % 2],
                ends[turn % 3],
            )
            for member in members
            for turn in range(4)
        ]
    )
    await db.execute(READ, tenant.program_id)
