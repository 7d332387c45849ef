"""Members as businesses see them, read in batches."""

from collections.abc import Sequence
from uuid import UUID

import asyncpg
import orjson

from api.core import db
from api.customers.types import Member, MemberStatus

COLUMNS = """
    card.id AS membership_id, card.program_id, card.business_id, card.person_id, card.number,
    card.status AS card_status, card.created_at AS card_made_at, split_part(person.name, ' ', 1) AS first_name,
    claim.phone, claim.verified_at, profile.id AS profile_id, profile.name, profile.name_key, profile.email,
    profile.birth_month, profile.birth_day, profile.birth_year, profile.city, profile.preferences, profile.status,
    profile.visits, profile.spent_minor, profile.last_visit_at, profile.version, profile.created_at AS joined_at
"""
# whoever was merged shows the phone of the person that they turned out to be
CLAIM = """
    LEFT JOIN LATERAL (
        SELECT known.phone, known.verified_at FROM phone_claim AS known
        WHERE known.person_id = coalesce(person.merged_into_id, person.id) AND known.released_at IS NULL
        ORDER BY known.verified_at DESC NULLS LAST LIMIT 1) AS claim ON true
"""

PHONES = """
    SELECT DISTINCT claim.phone FROM membership AS card JOIN person ON person.id = card.person_id
        JOIN phone_claim AS claim ON claim.person_id IN (person.id, person.merged_into_id)
    WHERE card.program_id = $1 AND card.id = $2 AND claim.released_at IS NULL
"""


def joined(business: str, *, removed: bool = False) -> str:
    """From cards to people, their phones, and the profile in one business."""
    return f"""
        FROM membership AS card
        JOIN person ON person.id = card.person_id
        LEFT JOIN profile ON profile.program_id = card.program_id AND profile.membership_id = card.id
            AND profile.business_id = {business} {"" if removed else "AND profile.removed_at IS NULL"}
        {CLAIM}
    """


# $1 program, $2 business (null: the one that enrolled the member)
SEEN = "coalesce($2::uuid, card.business_id)"
SELECT = f"SELECT {COLUMNS}, {SEEN} AS seen_by_id {joined(SEEN)}"
LIVE = "card.merged_into_id IS NULL AND card.erased_at IS NULL"
BY_ID = f"{SELECT} WHERE card.program_id = $1 AND card.id = ANY ($3::uuid[]) AND {LIVE}"
# number and phone of who was merged are those of whom they were merged into
KEPT = """card.id = (SELECT coalesce(held.merged_into_id, held.id) FROM membership AS held
    WHERE held.program_id = $1 AND held.erased_at IS NULL AND {})"""
BY_PHONE = f"{SELECT} WHERE {KEPT.format('held.person_id = (SELECT person_id FROM holder_of($1, $3))')}"
BY_NUMBER = f"{SELECT} WHERE {KEPT.format('held.number = $3')}"
BY_PHONES = f"""
    SELECT {COLUMNS}, {SEEN} AS seen_by_id, asked.phone AS asked_phone
    FROM unnest($3::text[]) AS asked (phone)
        CROSS JOIN LATERAL holder_of($1, asked.phone) AS holder (person_id)
        JOIN membership AS held ON held.program_id = $1 AND held.person_id = holder.person_id AND held.erased_at IS NULL
        JOIN membership AS card ON card.id = coalesce(held.merged_into_id, held.id)
        JOIN person ON person.id = card.person_id
        LEFT JOIN profile ON profile.program_id = card.program_id AND profile.membership_id = card.id
            AND profile.business_id = {SEEN} AND profile.removed_at IS NULL
        {CLAIM}
"""
OF_PERSONS = f"""
    SELECT {COLUMNS}, card.business_id AS seen_by_id, coalesce(person.merged_into_id, person.id) AS asked_id
    {joined("card.business_id", removed=True)}
    WHERE {LIVE} AND card.person_id IN (
        SELECT id FROM person WHERE id = ANY ($1::uuid[])
        UNION SELECT id FROM person WHERE merged_into_id = ANY ($1::uuid[]))
    ORDER BY card.created_at, card.id
"""


def to_member(row: asyncpg.Record) -> Member:
    """A row of COLUMNS as a member."""
    if row["profile_id"] is None:
        return _unmet(row)
    return Member(
        membership_id=row["membership_id"],
        program_id=row["program_id"],
        business_id=row["business_id"],
        person_id=row["person_id"],
        seen_by_id=row["seen_by_id"],
        number=row["number"],
        name=row["name"],
        phone=row["phone"],
        is_phone_verified=row["verified_at"] is not None,
        status=MemberStatus(row["status"]),
        has_profile=True,
        joined_at=row["joined_at"],
        email=row["email"],
        birth_month=row["birth_month"],
        birth_day=row["birth_day"],
        birth_year=row["birth_year"],
        city=row["city"],
        preferences=orjson.loads(row["preferences"]),
        visits=row["visits"],
        spent_minor=row["spent_minor"],
        last_visit_at=row["last_visit_at"],
        version=row["version"],
    )


def _unmet(row: asyncpg.Record) -> Member:
    """A member of the program whom this business has not met: the card and the first name, nothing private."""
    return Member(
        membership_id=row["membership_id"],
        program_id=row["program_id"],
        business_id=row["business_id"],
        person_id=row["person_id"],
        seen_by_id=row["seen_by_id"],
        number=row["number"],
        name=row["first_name"],
        phone=row["phone"],
        is_phone_verified=row["verified_at"] is not None,
        status=MemberStatus(row["card_status"]),
        has_profile=False,
        joined_at=row["card_made_at"],
    )


async def members_by_id(
    program_id: UUID, ids: Sequence[UUID], *, business_id: UUID | None = None, only_met: bool = False
) -> dict[UUID, Member]:
    """Members of a program by membership id, as `business_id` sees them (the one that enrolled each, when None).

    Ids of other programs and of members who were merged are left out. `only_met` also leaves out those whom the
    business has no profile of: the scope of everything that staff list or open.
    """
    rows = await db.fetch(BY_ID, program_id, business_id, list(ids))
    members = {row["membership_id"]: to_member(row) for row in rows}
    return {key: member for key, member in members.items() if member.has_profile or not only_met}


async def member_by_phone(program_id: UUID, business_id: UUID, phone: str) -> Member | None:
    """Who holds this E.164 number in the program; a member whom the business has not met has `has_profile` False."""
    row = await db.fetchrow(BY_PHONE, program_id, business_id, phone)
    return None if row is None else to_member(row)


async def phones_of(program_id: UUID, membership_id: UUID) -> list[str]:
    """Every number that the holder of a card has now, proved or not, also of one that was merged."""
    return [row["phone"] for row in await db.fetch(PHONES, program_id, membership_id)]


async def members_by_phone(program_id: UUID, business_id: UUID, phones: Sequence[str]) -> dict[str, Member]:
    """Who holds these E.164 numbers in the program, by number, as `member_by_phone`."""
    rows = await db.fetch(BY_PHONES, program_id, business_id, list(phones))
    return {row["asked_phone"]: to_member(row) for row in rows}


async def member_by_number(program_id: UUID, business_id: UUID, number: str) -> Member | None:
    """Whose card carries this number in the program, as `member_by_phone`."""
    row = await db.fetchrow(BY_NUMBER, program_id, business_id, number)
    return None if row is None else to_member(row)


async def memberships_by_number(program_id: UUID, numbers: Sequence[str]) -> dict[str, UUID]:
    """Membership ids of a program by the numbers on cards; unknown numbers are left out."""
    rows = await db.fetch(
        "SELECT number, coalesce(merged_into_id, id) AS id FROM membership"
        " WHERE program_id = $1 AND number = ANY ($2::text[]) AND erased_at IS NULL",
        program_id,
        list(numbers),
    )
    return {row["number"]: row["id"] for row in rows}


async def first_names(program_id: UUID, ids: Sequence[UUID]) -> dict[UUID, str]:
    """First names of members of a program; the end of the card's number for somebody without a name."""
    rows = await db.fetch(
        "SELECT membership_pk, name FROM read.first_name WHERE program_id = $1 AND membership_pk = ANY ($2::uuid[])",
        program_id,
        list(ids),
    )
    return {row["membership_pk"]: row["name"] for row in rows}


async def memberships_of(person_ids: Sequence[UUID]) -> dict[UUID, list[Member]]:
    """All cards of people in order of joining, with those of provisional people merged into them.

    Names and phones are as the enrolling business knows them, also where that business has let the member go.
    """
    found: dict[UUID, list[Member]] = {person_id: [] for person_id in person_ids}
    for row in await db.fetch(OF_PERSONS, list(person_ids)):
        owner = row["asked_id"] if row["asked_id"] in found else row["person_id"]
        found[owner].append(to_member(row))
    return found
