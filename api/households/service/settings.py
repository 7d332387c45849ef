"""The verb of a program's rules of households."""

from dataclasses import asdict
from uuid import UUID

from api import businesses
from api.core import audit, db
from api.core.audit import Actor
from api.core.errors import Conflict
from api.core.ids import new_id
from api.households import rules
from api.households.queries import rules_of
from api.households.types import HouseholdRulesInfo

SAVE = """
    INSERT INTO household_rules AS kept (id, program_id, is_on, max_members, version) VALUES ($1, $2, $3, $4, 1)
    ON CONFLICT (program_id) DO UPDATE SET is_on = $3, max_members = $4, version = kept.version + 1
    WHERE $5::int IS NULL OR kept.version = $5
    RETURNING version
"""


async def save_rules(
    actor: Actor, business_id: UUID, given: HouseholdRulesInfo, *, version: int | None = None
) -> HouseholdRulesInfo:
    """Keeps what households the business's program allows. Those that are larger stay; switched off, nobody draws.

    Refuses BAD_INPUT, FORBIDDEN for a partner of a coalition, CONFLICT for a version that is no longer current.
    """
    rules.check_rules(given)
    program_id = await businesses.program_of(business_id)
    async with db.transaction():
        await businesses.check_owner(program_id, business_id)
        before = await rules_of(program_id)
        saved = None
        if version is None or version == before.version:
            saved = await db.fetchval(SAVE, new_id(), program_id, given.is_on, given.max_members, version)
        if saved is None:
            raise Conflict("Somebody else changed this meanwhile. Please look again.", path=("version",))
        await audit.record(
            actor,
            "households.rules_saved",
            target=("Program", program_id),
            before=asdict(before),
            after=asdict(given),
            program_id=program_id,
            business_id=business_id,
        )
        return await rules_of(program_id)
