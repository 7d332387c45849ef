"""Reads of people and memberships, batch first."""

from api.customers.queries.birthdays import birthdays_between, family_of, kids_birthdays_of
from api.customers.queries.details import (
    consents_of,
    notes_by_id,
    tags_by_id,
    tags_of_business,
)
from api.customers.queries.insight import kids_insight
from api.customers.queries.members import (
    first_names,
    member_by_number,
    member_by_phone,
    members_by_id,
    members_by_phone,
    memberships_by_number,
    memberships_of,
    phones_of,
)
from api.customers.queries.merges import kept_members
from api.customers.queries.people import kids_by_id, kids_of_people, people_by_id

__all__ = [
    "birthdays_between",
    "consents_of",
    "family_of",
    "first_names",
    "kept_members",
    "kids_birthdays_of",
    "kids_by_id",
    "kids_insight",
    "kids_of_people",
    "member_by_number",
    "member_by_phone",
    "members_by_id",
    "members_by_phone",
    "memberships_by_number",
    "memberships_of",
    "notes_by_id",
    "people_by_id",
    "phones_of",
    "tags_by_id",
    "tags_of_business",
]
