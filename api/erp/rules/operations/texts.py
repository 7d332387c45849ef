"""Operations on text."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping

from api.erp.rules.operations.patterns import MAX_INPUT, safe_pattern
from api.erp.rules.operations.readings import Row, RowStep, Step, on_text, text_of
from api.erp.rules.operations.terms import Arguments, BadArgument, Operation, Terms, column, whole, word

MAX_JSON = 4_000
_BREAKS = re.compile(r"[\r\n]+")


def _fixed(change: Callable[[str], object]) -> Callable[[Arguments, Terms], Step]:
    """An operation without arguments."""
    step = on_text(change)
    return lambda _arguments, _terms: step


def digits(text: str) -> str:
    """The digits alone, those of any script as 0 to 9."""
    return "".join(str(int(sign)) for sign in text if sign.isdecimal())


def _split(arguments: Arguments, _terms: Terms) -> Step:
    separator, place = word(arguments[0]), whole(arguments[1], -100, 100)
    if not separator:
        raise BadArgument("a separator is needed")

    def part(text: str) -> object:
        parts = text.split(separator)
        return parts[place] if -len(parts) <= place < len(parts) else None

    return on_text(part)


def _substr(arguments: Arguments, _terms: Terms) -> Step:
    start = whole(arguments[0], -1_000, 1_000)
    end = whole(arguments[1], -1_000, 1_000) if len(arguments) > 1 else None
    return on_text(lambda text: text[start:end])


def _regex_extract(arguments: Arguments, _terms: Terms) -> Step:
    pattern = safe_pattern(word(arguments[0]))
    group = whole(arguments[1], 0, pattern.groups) if len(arguments) > 1 else min(pattern.groups, 1)

    def extract(text: str) -> object:
        found = pattern.search(text[:MAX_INPUT])
        return found.group(group) if found else None

    return on_text(extract)


def _const(arguments: Arguments, _terms: Terms) -> Step:
    value = word(arguments[0])
    return lambda _value: value


def hash_id(value: object) -> object:
    """32 hexadecimal digits that stand for the value; the same for the same text or bytes."""
    if isinstance(value, (bytes, bytearray, memoryview)):
        return hashlib.blake2b(bytes(value), digest_size=16).hexdigest()
    text = text_of(value)
    if not isinstance(text, str):
        return text
    return hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=16).hexdigest()


def _json_pick(arguments: Arguments, _terms: Terms) -> Step:
    name = word(arguments[0])

    def pick(value: object) -> object:
        if isinstance(value, Mapping):
            return _picked(value, name)
        text = text_of(value)
        return _picked(_opened(text), name) if isinstance(text, str) else text

    return pick


def _opened(text: str) -> object:
    """The text as JSON where it is an object, else as it stands."""
    if not text.startswith("{") or len(text) > MAX_JSON:
        return text
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _picked(value: object, name: str) -> object:
    if not isinstance(value, Mapping):
        return value
    return value.get(name, next(iter(value.values()), None))


def is_empty(value: object) -> bool:
    """True for None and for text without a visible character."""
    return value is None or (isinstance(value, str) and not value.strip())


def _coalesce(arguments: Arguments, terms: Terms) -> RowStep:
    places = [column(argument, terms) for argument in arguments]

    def first(value: object, row: Row) -> object:
        if (type(value) is str and value and not value.isspace()) or not is_empty(value):
            return value
        return next((row[place] for place in places if not is_empty(row[place])), None)

    return first


def _concat(arguments: Arguments, terms: Terms) -> RowStep:
    separator = word(arguments[0])
    places = [column(argument, terms) for argument in arguments[1:]]

    def joined(value: object, row: Row) -> object:
        parts: list[str] = []
        for cell in (value, *(row[place] for place in places)):
            text = text_of(cell)
            if isinstance(text, str):
                parts.extend([text] if text.strip() else [])
            elif text is not None:
                return text
        return separator.join(parts) or None

    return joined


TEXTS = (
    Operation("trim", "trim", 0, 0, _fixed(str.strip)),
    Operation("upper", "upper", 0, 0, _fixed(str.upper)),
    Operation("lower", "lower", 0, 0, _fixed(str.lower)),
    Operation("digits", "digits", 0, 0, _fixed(digits)),
    Operation("collapse_space", "collapse_space", 0, 0, _fixed(lambda text: " ".join(text.split()))),
    Operation("strip_crlf", "strip_crlf", 0, 0, _fixed(lambda text: _BREAKS.sub(" ", text))),
    Operation("split", "split(separator, place from 0, or from the end by -1)", 2, 2, _split),
    Operation("substr", "substr(from, before), counted from 0, or from the end by -1", 1, 2, _substr),
    Operation("regex_extract", "regex_extract(pattern, group)", 1, 2, _regex_extract),
    Operation("const", "const(value)", 1, 1, _const),
    Operation("hash_id", "hash_id", 0, 0, lambda _arguments, _terms: hash_id),
    Operation("json_pick", "json_pick(name): what the name holds, else the first value", 1, 1, _json_pick),
    Operation("coalesce", "coalesce(column, ...)", 1, 20, bind_row=_coalesce),
    Operation("concat", "concat(separator, column, ...)", 1, 20, bind_row=_concat),
)
