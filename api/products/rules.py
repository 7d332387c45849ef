"""What goods may be called, and the words by which they are found."""

from api.core.errors import BadInput
from api.core.money import MAX_SAFE
from api.core.text import single_spaced, words

MAX_CODE = 80
MAX_WORDS = 400
MAX_TERMS = 6


def code(text: str, *, path: str = "code") -> str:
    """A shop's own code of 1 to 80 printable characters, as given but for spaces around it."""
    cleaned = text.strip()
    if not 1 <= len(cleaned) <= MAX_CODE or not cleaned.isprintable():
        raise BadInput(f"A code has 1 to {MAX_CODE} characters.", path=(path,), params={"max": MAX_CODE})
    return cleaned


def name(text: str, *, longest: int) -> str:
    """A name with single spaces. Refuses an empty and a too long one."""
    cleaned = single_spaced(text)
    if not 1 <= len(cleaned) <= longest or not cleaned.isprintable():
        raise BadInput(f"A name has 1 to {longest} characters.", path=("name",), params={"max": longest})
    return cleaned


def price(minor: int | None) -> int | None:
    """A price of zero and more, or none."""
    if minor is not None and not 0 <= minor <= MAX_SAFE:
        raise BadInput("A price cannot be below zero.", path=("priceMinorUnits",))
    return minor


def words_of(product_name: str, sku: str) -> str:
    """Folded words of name, then code, each behind a space, so that a word's beginning can be looked for."""
    return "".join(f" {word}" for word in (*words(product_name), *words(sku)))[:MAX_WORDS]


def patterns(search: str) -> list[str]:
    """For LIKE: each typed word begins a word of the product, at most six; words hold no wildcards."""
    return [f"% {word[:MAX_CODE]}%" for word in dict.fromkeys(words(search))][:MAX_TERMS]
