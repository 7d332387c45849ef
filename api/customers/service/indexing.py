"""Keeps what members are found and sorted by in step with what is known of them."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

import asyncpg

from api.core import db
from api.customers.rules import name_key, tokens_of

PROFILES = """
    SELECT id, program_id, business_id, membership_id, name, name_key, email, number, phone, numbers, phones
    FROM members_to_index($1, $2)
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
