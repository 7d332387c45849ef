"""Text made comparable: for searching and sorting in any script."""

import re
import unicodedata

_SPACES = re.compile(r"\s+")
_BREAKS = re.compile(r"[\s\-–—./,;:&_+()]+")


def folded(text: str) -> str:
    """For comparing: compatibility forms, case and accents of Latin, Greek and Cyrillic letters do not count."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return "".join(char for char in plain if not "\u0300" <= char <= "\u036f")


def single_spaced(text: str) -> str:
    """Single spaces, none around."""
    return _SPACES.sub(" ", text).strip()


def words(text: str) -> list[str]:
    """Folded letters, marks and digits between spaces, hyphens and dots; an apostrophe does not part a word."""
    parts = (
        part if part.isascii() and part.isalnum() else _kept(part) for part in _BREAKS.split(folded(text))
    )
    return [part for part in parts if part]


def _kept(part: str) -> str:
    return "".join(char for char in part if unicodedata.category(char)[0] in "LMN")
