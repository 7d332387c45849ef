"""Keeps what members are found and sorted by in step with what is known of them."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

import asyncpg

from api.core import db
from api.customers.queries.members import CLAIM
from api.customers.rules import name_key, tokens_of

PROFILES = f"""
    SELECT profile.id, profile.program_id, profile.business_id, profile.membership_id, profile.name, profile.name_key,
        profile.email, card.number, claim.phone, coalesce(gone.numbers, '{{}}') AS numbers,
        coalesce(gone.phones, '{{}}') AS phones
    FROM profile
    JOIN membership AS card ON card.id = profile.membership_id
    JOIN person ON person.id = card.person_id
    {CLAIM}
    LEFT JOIN (
        SELECT own.merged_into_id, array_agg(DISTINCT own.number) AS numbers,
            array_agg(DISTINCT known.phone) FILTER (WHERE known.phone IS NOT NULL) AS phones
        FROM membership AS own
            LEFT JOIN phone_claim AS known ON known.person_id = own.person_id AND known.released_at IS NULL
        WHERE own.merged_into_id = ANY ($1::uuid[]) GROUP BY own.merged_into_id
    ) AS gone ON gone.merged_into_id = card.id
    WHERE profile.membership_id = ANY ($1::uuid[]) AND ($2::uuid IS NULL OR profile.business_id = $2)
      AND profile.removed_at IS NULL
"""
WRITE = "SELECT write_search_tokens($1, $2, $3::uuid[], $4::uuid[], $5::text[])"
SORT_KEYS = """
    UPDATE profile SET name_key = new.name_key FROM unnest($1::uuid[], $2::text[]) AS new (id, name_key)
    WHERE profile.id = new.id
"""


async def index_members(membership_ids: Sequence[UUID], business_id: UUID | None = None) -> None:
    """Rewrites the search words and sort keys of members in one business, or in every one that knows them."""
    if not membership_ids:
        return
    rows = await db.fetch(PROFILES, list(membership_ids), business_id)
    by_tenant: defaultdict[tuple[UUID, UUID], list[asyncpg.Record]] = defaultdict(list)
    for row in rows:
        by_tenant[row["program_id"], row["business_id"]].append(row)
    for (program_id, business), members in by_tenant.items():
        words = [(row["membership_id"], token) for row in members for token in _words(row)]
        await db.execute(
            WRITE,
            program_id,
            business,
            [row["membership_id"] for row in members],
            [owner for owner, _ in words],
            [token for _, token in words],
        )
    keys = [(row["id"], name_key(row["name"])) for row in rows if row["name_key"] != name_key(row["name"])]
    if keys:
        await db.execute(SORT_KEYS, [key[0] for key in keys], [key[1] for key in keys])


def _words(row: asyncpg.Record) -> set[str]:
    """Also the numbers and phones of those who were merged into the member."""
    words = set(tokens_of(name=row["name"], email=row["email"], phone=row["phone"], number=row["number"]))
    for number in row["numbers"]:
        words.update(tokens_of(name="", email=None, phone=None, number=number))
    for phone in row["phones"]:
        words.update(tokens_of(name="", email=None, phone=phone, number=row["number"]))
    return words
