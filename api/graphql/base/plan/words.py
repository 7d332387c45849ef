"""The few words of a declaration's SQL: `self.x`, `parent.x`, `viewer.x` and `:argument`. All else stays as it is."""

import re
from collections.abc import Callable

_WORD = re.compile(
    r"\b(self|parent|viewer)\.([a-z][a-z0-9_]*)|(?<![:\w]):([A-Za-z][A-Za-z0-9]*(?:\.[A-Za-z]+)*)"
)

VIEWER_TYPES = {
    "id": "uuid",
    "person_id": "uuid",
    "program_id": "uuid",
    "business_id": "uuid",
    "staff_id": "uuid",
    "session_id": "uuid",
    "now": "timestamptz",
}
"""What a declaration may know of the caller, and of the moment of the request."""

Say = Callable[[str], str]


def columns(text: str, of: str) -> list[str]:
    """Names after `self.`, `parent.` or `viewer.` in the text, each once, in order."""
    return list(dict.fromkeys(match[2] for match in _WORD.finditer(text) if match[1] == of))


def arguments(text: str) -> list[str]:
    """Names after a colon in the text, each once, in order."""
    return list(dict.fromkeys(match[3] for match in _WORD.finditer(text) if match[3]))


def own_columns(order: str) -> str:
    """An order's plain columns as those of `self`; expressions say `self.` themselves."""
    parts = [part.strip() for part in order.split(",") if part.strip()]
    return ", ".join(part if "." in part or "(" in part else f"self.{part}" for part in parts)


def fill(text: str, *, own: str, parent: Say, viewer: Say, argument: Say) -> str:
    """The text as SQL: `self` is the alias `own`, the other words are what the three say."""

    def spoken(match: re.Match[str]) -> str:
        if match[3]:
            return argument(match[3])
        if match[1] == "self":
            return f"{own}.{match[2]}"
        return (parent if match[1] == "parent" else viewer)(match[2])

    return _WORD.sub(spoken, text)
