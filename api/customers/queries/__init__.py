"""Reads of people and memberships, batch first."""

from api.customers.queries.details import (
    consents_of,
    notes_by_id,
    notes_of,
    tags_by_id,
    tags_of,
    tags_of_business,
)
from api.customers.queries.members import (
    member_by_number,
    member_by_phone,
    members_by_id,
    memberships_by_number,
    memberships_of,
)
from api.customers.queries.merges import kept_members
from api.customers.queries.people import kids_by_id, kids_of, kids_of_people, people_by_id
from api.customers.queries.search import count_members, list_members

__all__ = [
    "consents_of",
    "count_members",
    "kept_members",
    "kids_by_id",
    "kids_of",
    "kids_of_people",
    "list_members",
    "member_by_number",
    "member_by_phone",
    "members_by_id",
    "memberships_by_number",
    "memberships_of",
    "notes_by_id",
    "notes_of",
    "people_by_id",
    "tags_by_id",
    "tags_of",
    "tags_of_business",
]
