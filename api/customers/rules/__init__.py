"""Pure decisions about people: card numbers, names and search words, birthdays, limits."""

from api.customers.rules.birthdays import check_birthday, turning
from api.customers.rules.numbers import check_digit, is_card_number, new_card_numbers
from api.customers.rules.words import NAMELESS, clean_name, name_key, search_terms, tokens_of

__all__ = [
    "NAMELESS",
    "check_birthday",
    "check_digit",
    "clean_name",
    "is_card_number",
    "name_key",
    "new_card_numbers",
    "search_terms",
    "tokens_of",
    "turning",
]
