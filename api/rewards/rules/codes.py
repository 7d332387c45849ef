"""Codes of vouchers: easy to read aloud and to type, impossible to guess."""

import re
import secrets

from api.core.errors import BadInput

ALPHABET = "BCDFGHJKMNPQRSTVWXYZ"
"""Letters alone, so that no digit looks like one; without I, L and O; without vowels, so that no code is a word."""
LENGTH = 12
SHORTEST, LONGEST = 4, 32
_BETWEEN = re.compile(r"[\s\-\u2010-\u2015_.]+")
_CODE = re.compile(r"[A-Z0-9]+")


def new_code() -> str:
    """A random code: twenty letters to the power of twelve are 52 bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def normalise(typed: str) -> str:
    """A code as it is kept: upper case, without spaces and dashes; empty for what can be no code."""
    code = _BETWEEN.sub("", typed).upper()
    return code if len(code) <= LONGEST and _CODE.fullmatch(code) else ""


def imported(typed: str, *, path: tuple[str, ...]) -> str:
    """A code that was made elsewhere: 4 to 32 letters and digits. Refuses BAD_INPUT."""
    code = normalise(typed)
    if len(code) < SHORTEST:
        raise BadInput(
            f"A code has {SHORTEST} to {LONGEST} letters and digits.",
            path=path,
            params={"min": SHORTEST, "max": LONGEST},
        )
    return code
