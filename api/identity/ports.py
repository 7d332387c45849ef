"""What identity needs from outside: somebody who delivers invitations."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class InvitationMessage:
    """An invitation to be delivered."""

    email: str
    business_name: str
    invited_by: str
    role_name: str
    link: str


class InvitationSender(Protocol):
    """Delivers invitations. Failing is its own matter: the inviter sees the link too."""

    async def send_invitation(self, message: InvitationMessage, /) -> None:
        """Delivers one message."""


class Nobody:
    """Delivers nothing: the inviter hands the link over."""

    async def send_invitation(self, message: InvitationMessage, /) -> None:
        """Does nothing."""


_chosen: dict[str, InvitationSender] = {"sender": Nobody()}


def use_invitation_sender(sender: InvitationSender) -> None:
    """Chosen once, at the start of the process, by api.wiring."""
    _chosen["sender"] = sender


def invitation_sender() -> InvitationSender:
    """The chosen sender."""
    return _chosen["sender"]
