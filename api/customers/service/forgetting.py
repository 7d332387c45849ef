"""What customers themselves take away of somebody who is forgotten: everything but the card's number."""

from collections.abc import Sequence
from uuid import UUID

from api.core import db
from api.customers.types import Leaving

PROFILE = """
    UPDATE profile SET name = '', name_key = '', email = NULL, birth_month = NULL, birth_day = NULL, birth_year = NULL,
        city = '', preferences = '{}', enrol_key = NULL, enrol_hash = NULL, removed_at = coalesce(removed_at, now()),
        version = version + 1
    WHERE program_id = $1 AND membership_id = $2
"""
OF_CARD = (
    PROFILE,
    "DELETE FROM note WHERE program_id = $1 AND membership_id = $2",
    "DELETE FROM membership_tag WHERE program_id = $1 AND membership_id = $2",
    "DELETE FROM kid WHERE program_id = $1 AND membership_id = $2",
    "DELETE FROM consent WHERE program_id = $1 AND membership_id = $2",
    "DELETE FROM data_export WHERE program_id = $1 AND membership_id = $2",
    "DELETE FROM search_token WHERE program_id = $1 AND membership_id = $2",
    (
        "UPDATE member_merge SET taken = '{}', reason = '', undo_until = least(undo_until, now()) "
        "WHERE program_id = $1 AND $2 IN (kept_id, gone_id)"
    ),
    "UPDATE audit_entry SET before = NULL, after = NULL WHERE program_id = $1 AND target_id = $2",
    "UPDATE membership SET erased_at = now(), version = version + 1 WHERE program_id = $1 AND id = $2",
)
# provisional persons who were merged into a person are the same human being
PERSONS = "SELECT id FROM person WHERE (id = $1 OR merged_into_id = $1) AND erased_at IS NULL ORDER BY id FOR UPDATE"
OF_PERSONS = (
    "DELETE FROM sign_in_code WHERE phone IN (SELECT phone FROM phone_claim WHERE person_id = ANY ($1::uuid[]))",
    "DELETE FROM data_export WHERE person_id = ANY ($1::uuid[])",
    "DELETE FROM phone_claim WHERE person_id = ANY ($1::uuid[])",
    (
        "UPDATE person SET name = '', language = 'en', email = NULL, birth_month = NULL, birth_day = NULL, "
        "birth_year = NULL, erased_at = now() WHERE id = ANY ($1::uuid[])"
    ),
    "UPDATE audit_entry SET before = NULL, after = NULL WHERE target_id = ANY ($1::uuid[])",
)
ERASING = "SELECT set_config('regulars.erasing', 'on', true)"


async def begin() -> None:
    """From here on the caller's transaction may take words out of what is append-only."""
    await db.execute(ERASING)


async def erase(who: Leaving) -> int:
    """Profiles of every business, remarks, labels, children, consents, search words, and words in the log."""
    for statement in OF_CARD:
        await db.execute(statement, who.program_id, who.membership_id)
    return 0


async def persons_of(person_id: UUID) -> list[UUID]:
    """The person and those who turned out to be them, locked."""
    return [row["id"] for row in await db.fetch(PERSONS, person_id)]


async def forget_persons(person_ids: Sequence[UUID]) -> None:
    """A tombstone remains of each: an id without a name, a number or an address."""
    for statement in OF_PERSONS:
        await db.execute(statement, list(person_ids))
