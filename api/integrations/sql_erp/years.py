"""Financial years as a shop's system has them: a table for each, named by its first and last calendar year."""

import re
from collections.abc import Iterable

PLACE = "{FY}"


def years_in(names: Iterable[str], pattern: str) -> list[str]:
    """The years ("20252026") for which there is a table named after the pattern, oldest first."""
    before, _, after = pattern.partition(PLACE)
    form = re.compile(rf"{re.escape(before)}(\d{{4}})(\d{{4}}){re.escape(after)}", re.IGNORECASE)
    found = (form.fullmatch(name) for name in names)
    return sorted({f"{m[1]}{m[2]}" for m in found if m and int(m[2]) == int(m[1]) + 1})


def has_table(names: Iterable[str], wanted: str) -> bool:
    """True where a table is among the names, upper and lower case apart or not."""
    return wanted.casefold() in {name.casefold() for name in names}
