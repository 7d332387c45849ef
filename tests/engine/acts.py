"""What a step is: what the model expects, what the program is asked, and what must agree."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID


class Difference(Exception):
    """Program and model do not agree."""


@dataclass(frozen=True)
class Act:
    """One step. `predict` changes the model or raises `No`; `perform` asks the program.

    `agree(predicted, answer)` compares the two and tells the model the ids that the program made. Where a key was sent,
    `gist(answer)` is what a repetition must answer again, and `other` sends the key with other content.
    """

    verb: str
    members: tuple[UUID, ...]
    predict: Callable[[], Any]
    perform: Callable[[], Awaitable[Any]]
    agree: Callable[[Any, Any], None]
    gist: Callable[[Any], object] | None = None
    other: Callable[[], Awaitable[Any]] | None = None


def same(what: str, found: object, expected: object) -> None:
    """Both are equal, or the difference is told."""
    if found != expected:
        raise Difference(f"{what}: the program has {found!r}, the model {expected!r}")


def nothing(_predicted: Any, _answer: Any) -> None:
    """The answer says nothing that the state does not say."""
