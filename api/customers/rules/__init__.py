"""Pure decisions about people: card numbers, names and search words, birthdays, details, limits."""

from api.customers.rules.birthdays import age_on, check_birthday, days_of_birth, is_kept_within, kept_on
from api.customers.rules.details import (
    MAX_KIDS,
    MAX_TAGS,
    check_guardian,
    check_kid_count,
    check_language,
    kid_changes,
    note_changes,
    person_changes,
    profile_changes,
    tag_name,
    told_by_anyone,
)
from api.customers.rules.numbers import check_digit, is_card_number, new_card_numbers
from api.customers.rules.words import NAMELESS, alternatives, clean_name, name_key, search_terms, tokens_of

__all__ = [
    "MAX_KIDS",
    "MAX_TAGS",
    "NAMELESS",
    "age_on",
    "alternatives",
    "check_birthday",
    "check_digit",
    "check_guardian",
    "check_kid_count",
    "check_language",
    "clean_name",
    "days_of_birth",
    "is_card_number",
    "is_kept_within",
    "kept_on",
    "kid_changes",
    "name_key",
    "new_card_numbers",
    "note_changes",
    "person_changes",
    "profile_changes",
    "search_terms",
    "tag_name",
    "tokens_of",
    "told_by_anyone",
]
