"""Phones of a card that is erased."""

from api.core import db
from api.customers import Leaving, PeoplePart

FORGET = "DELETE FROM device_certificate WHERE program_id = $1 AND membership_id = $2"


async def erase(who: Leaving) -> int:
    """No phone shows this card any more."""
    await db.execute(FORGET, who.program_id, who.membership_id)
    return 0


PEOPLE_PART = PeoplePart("wallet", erase=erase)
