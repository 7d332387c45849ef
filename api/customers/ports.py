"""What people need from outside: somebody who delivers codes, and what each part of the program does to people."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias
from uuid import UUID

from api.customers.types import CodeMessage, Joining, Leaving


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


Rows: TypeAlias = Sequence[Mapping[str, Any]]
"""Things of one kind that are kept of somebody."""
Taken: TypeAlias = Mapping[str, Any]
"""What a part took along in a merge, as JSON: enough to give it back."""


async def _nothing_to_take(_who: Joining, /) -> Taken:
    return {}


async def _nothing_to_give(_who: Joining, _taken: Taken, /) -> None:
    return None


async def _nothing_to_erase(_who: Leaving, /) -> int:
    return 0


async def _nothing_to_tell(
    _program_id: UUID, _members: Sequence[UUID], _business_id: UUID | None, /
) -> Mapping[str, Rows]:
    return {}


@dataclass(frozen=True, slots=True)
class PeoplePart:
    """What one part of the program does where people are merged, erased or told what is kept of them.

    All parts of a merge or an erasure run in one transaction. `merge` makes what the gone member has the kept one's;
    `unmerge` gives back what is left of it; `weigh` counts, by name, what a merge would bring; `erase` takes everything
    personal of a card away and answers how many points were given up; `export` tells what is kept of members of one
    program, by name, ready for JSON: all of it, or what one business keeps.
    """

    name: str
    merge: Callable[[Joining], Awaitable[Taken]] = _nothing_to_take
    unmerge: Callable[[Joining, Taken], Awaitable[None]] = _nothing_to_give
    weigh: Callable[[Joining], Awaitable[Mapping[str, int]]] = _nothing_to_take
    erase: Callable[[Leaving], Awaitable[int]] = _nothing_to_erase
    export: Callable[[UUID, Sequence[UUID], UUID | None], Awaitable[Mapping[str, Rows]]] = _nothing_to_tell


_parts: list[PeoplePart] = []


def use_people_parts(*parts: PeoplePart) -> None:
    """Fills the port, in the order in which the parts lock."""
    _parts[:] = parts


def people_parts() -> Sequence[PeoplePart]:
    """Every part that has something of people. Raises RuntimeError before wiring."""
    if not _parts:
        raise RuntimeError("no PeoplePart is wired: call api.wiring before serving")
    return tuple(_parts)
