"""What is printed: the letters of a PDF's own fonts, and the language of a country."""

import unicodedata

GERMAN_SPEAKING = frozenset({"DE", "AT", "CH", "LI"})
LIKE = str.maketrans(
    {"–": "-", "—": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "…": "...", "ß": "ß", "\u202f": " "}
)


def language_of(region: str) -> str:
    """The language in which papers are written in a country."""
    return "de" if region in GERMAN_SPEAKING else "en"


def latin(text: str) -> str:
    """The text in the letters of the PDF's own fonts; what they lack is written as its nearest letter, else as ?."""
    shown = text.translate(LIKE)
    try:
        shown.encode("latin-1")
    except UnicodeEncodeError:
        shown = "".join(_nearest(each) for each in shown)
    return shown


def _nearest(letter: str) -> str:
    if letter.encode("latin-1", "ignore"):
        return letter
    plain = unicodedata.normalize("NFKD", letter).encode("latin-1", "ignore").decode("latin-1")
    return plain or "?"
