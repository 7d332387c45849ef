"""Patterns that cannot hang: a small part of regular expressions with a limit on the work of one search."""

import re

from api.erp.rules.operations.terms import BadArgument

MAX_PATTERN = 100
MAX_INPUT = 100
MAX_STEPS = 1_100_000
"""The most that a search may have to try: three open repeats from a fixed start, or two from anywhere."""
_REPEAT = re.compile(r"[*+?]|\{(\d{1,3})(,?)(\d{0,3})\}")
_CLASS = re.compile(r"\[\^?(?:\\.|[^\\\[\]])(?:\\.|[^\\\[\]])*\]")
_SET_SIGNS = re.compile(r"--|&&|~~|\|\|")


def safe_pattern(text: str) -> re.Pattern[str]:
    """The pattern, ready for `search` over at most 100 characters.

    Groups may only be optional as a whole, so that no repeat is inside another; look-around, back references and inline
    flags are refused, and so is what could take more than about a million tries: a backtracking search tries at most
    the product of what its repeats can match.
    """
    if not text or len(text) > MAX_PATTERN:
        raise BadArgument(f"a pattern of 1 to {MAX_PATTERN} characters is needed")
    if _steps(text) > MAX_STEPS:
        raise BadArgument("the pattern repeats too much: begin it with ^, repeat less, or use split")
    try:
        return re.compile(text)
    except (re.error, OverflowError) as error:
        raise BadArgument(f"the pattern cannot be read: {error}") from error


def _steps(text: str) -> int:
    """The most that a search can have to try, from the pattern's atoms one by one."""
    steps = 1 if text.startswith("^") and "|" not in text else MAX_INPUT
    position = 0
    while position < len(text):
        end = _atom(text, position)
        repeat = _REPEAT.match(text, end)
        if repeat is not None and text[position] not in "(|^$":
            steps *= _choices(repeat, is_group=text[position] == ")")
            end = repeat.end()
            if text[end : end + 1] == "?":  # a lazy repeat tries the same, in the other order
                end += 1
        steps += steps if text[position] == "|" else 0
        position = end
    return steps


def _atom(text: str, position: int) -> int:
    """Where the character, class, escape or bracket that begins here ends."""
    sign = text[position]
    if sign == "\\":
        if text[position + 1 : position + 2] not in tuple("dDwWsSbB.^$*+?{}[]()|\\/-:,#@&=\"' "):
            raise BadArgument("only \\d \\w \\s \\b and escaped signs may follow a \\")
        return position + 2
    if sign == "[":
        found = _CLASS.match(text, position)
        if found is None or _SET_SIGNS.search(found.group()):
            raise BadArgument("a class like [A-Z0-9] is needed after [")
        return found.end()
    if sign == "(" and text[position + 1 : position + 2] == "?":
        if text[position : position + 3] != "(?:":
            raise BadArgument("of the (? forms only (?: is known")
        return position + 3
    if sign in "*+?{":
        raise BadArgument(f"nothing to repeat before {sign}")
    return position + 1


def _choices(repeat: re.Match[str], *, is_group: bool) -> int:
    """How many lengths the repeat can match."""
    sign = repeat.group()
    if sign == "?":
        return 2
    if is_group:
        raise BadArgument("a group cannot be repeated, only be optional")
    if sign in "*+":
        return MAX_INPUT + 1
    least, comma, most = repeat.groups()
    if not comma:
        return 1
    return (min(int(most), MAX_INPUT) if most else MAX_INPUT) - int(least) + 1
