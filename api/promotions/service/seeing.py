"""A present that its holder has looked at."""

from uuid import UUID

from api import customers
from api.core import clock, db

SEE = """
    UPDATE birthday_present SET seen_at = $2
    WHERE membership_id = ANY ($1::uuid[]) AND seen_at IS NULL AND ($3::uuid IS NULL OR voucher_id = $3)
"""


async def see_presents(person_id: UUID, voucher_id: UUID | None = None) -> int:
    """Notes that the holder saw all presents on own cards, or the one that is this voucher; how many were new."""
    cards = (await customers.memberships_of([person_id]))[person_id]
    if not cards:
        return 0
    done = await db.execute(SEE, [card.membership_id for card in cards], clock.now(), voucher_id)
    return int(done.rsplit(" ", 1)[-1])
