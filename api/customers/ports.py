"""What people need from outside: somebody who delivers codes, and what each part of the program does to people."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from api.customers.types import CodeMessage, Joining


class SendFailed(Exception):
    """The carrier did not take the message."""


class CodeSender(Protocol):
    """Delivers a code at once, to the phone and nowhere else. Raises SendFailed."""

    async def send_code(self, message: CodeMessage, /) -> None: ...


_senders: list[CodeSender] = []


def use_code_sender(sender: CodeSender) -> None:
    """Fills the port; the newest one serves."""
    _senders[:] = [sender]


def code_sender() -> CodeSender:
    """Who delivers codes in this process. Raises RuntimeError before wiring."""
    if not _senders:
        raise RuntimeError("no CodeSender is wired: call api.wiring before serving")
    return _senders[0]


Taken: TypeAlias = Mapping[str, Any]
"""What a part took along in a merge, as JSON: enough to give it back."""


@dataclass(frozen=True, slots=True)
class PeoplePart:
    """What one part of the program does where people are merged. All run in one transaction, in the order of locks.

    `merge` makes what the gone member has the kept one's; `unmerge` gives back what is left of it; `weigh` counts, by
    name, what a merge would bring.
    """

    name: str
    merge: Callable[[Joining], Awaitable[Taken]]
    unmerge: Callable[[Joining, Taken], Awaitable[None]]
    weigh: Callable[[Joining], Awaitable[Mapping[str, int]]]


_parts: list[PeoplePart] = []


def use_people_parts(*parts: PeoplePart) -> None:
    """Fills the port, in the order in which the parts lock."""
    _parts[:] = parts


def people_parts() -> Sequence[PeoplePart]:
    """Every part that has something of people. Raises RuntimeError before wiring."""
    if not _parts:
        raise RuntimeError("no PeoplePart is wired: call api.wiring before serving")
    return tuple(_parts)
