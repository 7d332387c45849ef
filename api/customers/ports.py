"""What people need from outside: somebody who delivers a one-time code."""

from typing import Protocol

from api.customers.types import CodeMessage


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
