"""The verb of a program's rules of gifts."""

from dataclasses import asdict
from uuid import UUID

from api import businesses
from api.core import audit, db
from api.core.audit import Actor
from api.core.errors import Conflict
from api.core.ids import new_id
from api.gifts import rules
from api.gifts.queries import rules_of
from api.gifts.types import GiftRulesInfo

SAVE = """
    INSERT INTO gift_rules AS kept (id, program_id, is_on, min_points, max_points, max_per_day, max_per_month,
        wait_days, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1)
    ON CONFLICT (program_id) DO UPDATE SET is_on = $3, min_points = $4, max_points = $5, max_per_day = $6,
        max_per_month = $7, wait_days = $8, version = kept.version + 1
    WHERE $9::int IS NULL OR kept.version = $9
    RETURNING version
"""


async def save_rules(
    actor: Actor, business_id: UUID, given: GiftRulesInfo, *, version: int | None = None
) -> GiftRulesInfo:
    """Keeps what gifts the business's program allows, from now on. Only the program's owner may.

    Refuses BAD_INPUT, FORBIDDEN for a partner of a coalition, CONFLICT for a version that is no longer current.
    """
    rules.check_rules(given)
    program_id = await businesses.program_of(business_id)
    async with db.transaction():
        await businesses.check_owner(program_id, business_id)
        before = await rules_of(program_id)
        if version is not None and version != before.version:
            raise Conflict("Somebody else changed this meanwhile. Please look again.", path=("version",))
        saved = await db.fetchval(
            SAVE,
            new_id(),
            program_id,
            given.is_on,
            given.min_points,
            given.max_points,
            given.max_per_day,
            given.max_per_month,
            given.wait_days,
            version,
        )
        if saved is None:
            raise Conflict("Somebody else changed this meanwhile. Please look again.", path=("version",))
        await audit.record(
            actor,
            "gifts.rules_saved",
            target=("Program", program_id),
            before=asdict(before),
            after=asdict(given),
            program_id=program_id,
            business_id=business_id,
        )
        return await rules_of(program_id)
