"""How an operation says no: a code of a small set with its sentence, passed on as a value."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Failed:
    """What an operation gives where it has no result; whatever follows hands it on."""

    code: str
    message: str


NOT_A_NUMBER = Failed("NOT_A_NUMBER", "This is not a number like 640.50.")
NOT_A_DATE = Failed("NOT_A_DATE", "This is not a date or time that can be read.")
BAD_PHONE = Failed("BAD_PHONE", "No such phone number can exist.")
NOT_IN_MAP = Failed("NOT_IN_MAP", "This value has no meaning here: the mapping does not name it.")
TOO_LONG = Failed("TOO_LONG", "This text is longer than its field.")
REQUIRED = Failed("REQUIRED", "This field is needed and is empty.")
OUT_OF_RANGE = Failed("OUT_OF_RANGE", "This value is larger or smaller than any that can be true.")
UNREADABLE = Failed("UNREADABLE", "This value cannot be read as text.")

FAILURES = (
    NOT_A_NUMBER,
    NOT_A_DATE,
    BAD_PHONE,
    NOT_IN_MAP,
    TOO_LONG,
    REQUIRED,
    OUT_OF_RANGE,
    UNREADABLE,
)
