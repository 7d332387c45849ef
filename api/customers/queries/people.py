"""People by themselves, and their children."""

from collections.abc import Sequence
from uuid import UUID

import asyncpg

from api.core import db
from api.customers.types import Birthday, KidInfo, PersonInfo

PEOPLE = """
    SELECT person.id, person.name, person.language, person.email, person.birth_month, person.birth_day,
        person.birth_year, claim.phone
    FROM person
    LEFT JOIN LATERAL (
        SELECT known.phone FROM phone_claim AS known
        WHERE known.person_id = person.id AND known.released_at IS NULL
        ORDER BY known.verified_at DESC NULLS LAST LIMIT 1) AS claim ON true
    WHERE person.id = ANY ($1::uuid[]) AND person.erased_at IS NULL
"""
# a child known to several businesses is one child: the row changed last tells its name
KIDS_OF_PEOPLE = """
    SELECT asked.person_id, kid.child_id, array_agg(DISTINCT kid.membership_id) AS membership_ids,
        (array_agg(kid.program_id ORDER BY kid.created_at, kid.id))[1] AS program_id,
        (array_agg(kid.first_name ORDER BY kid.version DESC, kid.id))[1] AS first_name,
        (array_agg(kid.birth_month ORDER BY kid.version DESC, kid.id))[1] AS birth_month,
        (array_agg(kid.birth_day ORDER BY kid.version DESC, kid.id))[1] AS birth_day,
        (array_agg(kid.birth_year ORDER BY kid.version DESC, kid.id))[1] AS birth_year
    FROM unnest($1::uuid[]) AS asked (person_id)
    JOIN person ON person.id = asked.person_id OR person.merged_into_id = asked.person_id
    JOIN membership AS card ON card.person_id = person.id
    JOIN kid ON kid.membership_id = card.id
    GROUP BY asked.person_id, kid.child_id
    ORDER BY first_name, kid.child_id
"""
KIDS_BY_ID = """
    SELECT * FROM kid WHERE program_id = $1 AND business_id = $2 AND child_id = ANY ($3::uuid[])
"""


def birthday_of(row: asyncpg.Record) -> Birthday | None:
    """The birthday in a row that has one."""
    if row["birth_month"] is None or row["birth_day"] is None:
        return None
    return Birthday(row["birth_month"], row["birth_day"], row["birth_year"])


def to_kid(row: asyncpg.Record) -> KidInfo:
    """A row of kid as its business sees it."""
    return KidInfo(
        id=row["child_id"],
        program_id=row["program_id"],
        membership_ids=(row["membership_id"],),
        first_name=row["first_name"],
        birthday=Birthday(row["birth_month"], row["birth_day"], row["birth_year"]),
    )


async def people_by_id(ids: Sequence[UUID]) -> dict[UUID, PersonInfo]:
    """People by id, with the phone that they hold now."""
    return {
        row["id"]: PersonInfo(
            id=row["id"],
            name=row["name"],
            phone=row["phone"],
            language=row["language"],
            email=row["email"],
            birthday=birthday_of(row),
        )
        for row in await db.fetch(PEOPLE, list(ids))
    }


async def kids_by_id(program_id: UUID, business_id: UUID, ids: Sequence[UUID]) -> dict[UUID, KidInfo]:
    """Children known to one business by id."""
    return {
        row["child_id"]: to_kid(row) for row in await db.fetch(KIDS_BY_ID, program_id, business_id, list(ids))
    }


async def kids_of_people(person_ids: Sequence[UUID]) -> dict[UUID, list[KidInfo]]:
    """Children of people over all their cards, each once, by first name."""
    found: dict[UUID, list[KidInfo]] = {person_id: [] for person_id in person_ids}
    for row in await db.fetch(KIDS_OF_PEOPLE, list(person_ids)):
        found[row["person_id"]].append(
            KidInfo(
                id=row["child_id"],
                program_id=row["program_id"],
                membership_ids=tuple(sorted(row["membership_ids"])),
                first_name=row["first_name"],
                birthday=Birthday(row["birth_month"], row["birth_day"], row["birth_year"]),
            )
        )
    return found
