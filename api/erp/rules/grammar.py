"""The text of a transformation: operations joined by "|", to values and back."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn, TypeAlias

from api.core.errors import BadInput

Argument: TypeAlias = str | tuple[tuple[str, str], ...]
"""A word (numbers are words too), or a map as pairs in their order."""

MAX_LENGTH = 500
MAX_OPERATIONS = 20
MAX_ARGUMENTS = 20
MAX_PAIRS = 100
_SPACE = re.compile(r"[ \t\r\n]*")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_BARE = re.compile(r"(?:[A-Za-z0-9_./+-]|(?!\s)[\u00a1-\ud7ff\ue000-\U0010ffff])+")
_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Call:
    """One operation with its arguments, as written."""

    name: str
    arguments: tuple[Argument, ...] = ()


def parse(text: str, *, path: tuple[str, ...] = ("transformation",)) -> tuple[Call, ...]:
    """`strip_crlf | map({SL: sale, 'S R': return}, sale)` as its operations; empty text as none.

    Words are bare (letters of any script, digits and . / + - _) or in '' or "" with the quote doubled inside.
    Refuses with BAD_INPUT, naming the position (from 1) and what was expected there. Whether an operation exists is
    not asked here.
    """
    if len(text) > MAX_LENGTH:
        raise BadInput(f"A transformation has at most {MAX_LENGTH} characters.", path=path)
    return _Reader(text, path).calls()


def spell(calls: Sequence[Call]) -> str:
    """The canonical text: `parse(spell(calls))` is `calls`."""
    return " | ".join(_spell_call(call) for call in calls)


def _spell_call(call: Call) -> str:
    if not call.arguments:
        return call.name
    return f"{call.name}({', '.join(map(_spell_argument, call.arguments))})"


def _spell_argument(argument: Argument) -> str:
    if isinstance(argument, str):
        return _spell_word(argument)
    return "{" + ", ".join(f"{_spell_word(key)}: {_spell_word(value)}" for key, value in argument) + "}"


def _spell_word(word: str) -> str:
    if _BARE.fullmatch(word):
        return word
    if "'" in word and '"' not in word:
        return f'"{word}"'
    return "'" + word.replace("'", "''") + "'"


class _Reader:
    """Walks over one text from left to right."""

    def __init__(self, text: str, path: tuple[str, ...]) -> None:
        self._text = text
        self._path = path
        self._at = 0

    def calls(self) -> tuple[Call, ...]:
        self._skip()
        if self._at == len(self._text):
            return ()
        found = [self._call()]
        while self._takes("|"):
            if len(found) == MAX_OPERATIONS:
                self._refuse(f"at most {MAX_OPERATIONS} operations")
            found.append(self._call())
        if self._at < len(self._text):
            self._refuse('"|" or the end')
        return tuple(found)

    def _call(self) -> Call:
        name = self._matches(_NAME) or self._refuse("the name of an operation in small letters")
        if not self._takes("(") or self._takes(")"):
            return Call(name)
        arguments = [self._argument()]
        while self._takes(","):
            if len(arguments) == MAX_ARGUMENTS:
                self._refuse(f"at most {MAX_ARGUMENTS} arguments")
            arguments.append(self._argument())
        if not self._takes(")"):
            self._refuse('"," or ")"')
        return Call(name, tuple(arguments))

    def _argument(self) -> Argument:
        return self._map() if self._takes("{") else self._word("a word, a number, a quoted text or a map")

    def _map(self) -> Argument:
        pairs: dict[str, str] = {}
        if self._takes("}"):
            return ()
        while True:
            key = self._word("a key")
            if key in pairs:
                self._refuse(f"a key other than {key[:40]}, which the map has already")
            if len(pairs) == MAX_PAIRS:
                self._refuse(f"at most {MAX_PAIRS} pairs")
            if not self._takes(":"):
                self._refuse('":" after the key')
            pairs[key] = self._word("a value")
            if self._takes("}"):
                return tuple(pairs.items())
            if not self._takes(","):
                self._refuse('"," or "}"')

    def _word(self, expected: str) -> str:
        for quote in ("'", '"'):
            if self._text.startswith(quote, self._at):
                return self._quoted(quote)
        return self._matches(_BARE) or self._refuse(expected)

    def _quoted(self, quote: str) -> str:
        parts: list[str] = []
        start = self._at + 1
        while True:
            end = self._text.find(quote, start)
            if end < 0:
                self._refuse(f"a closing {quote}", len(self._text))
            parts.append(self._text[start:end])
            if not self._text.startswith(quote, end + 1):
                break
            parts.append(quote)
            start = end + 2
        word = "".join(parts)
        if _HIDDEN.search(word):
            self._refuse("text without control characters")
        self._at = end + 1
        self._skip()
        return word

    def _matches(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self._text, self._at)
        if found is None:
            return ""
        self._at = found.end()
        self._skip()
        return found.group()

    def _takes(self, sign: str) -> bool:
        if not self._text.startswith(sign, self._at):
            return False
        self._at += len(sign)
        self._skip()
        return True

    def _skip(self) -> None:
        space = _SPACE.match(self._text, self._at)
        self._at = space.end() if space else self._at

    def _refuse(self, expected: str, at: int | None = None) -> NoReturn:
        position = self._at if at is None else at
        found = _HIDDEN.sub("?", self._text[position : position + 10])
        raise BadInput(
            f"Position {position + 1}: expected {expected}, found {found or 'the end'}.",
            path=self._path,
            params={"position": position + 1, "expected": expected},
        )
