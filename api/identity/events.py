"""Facts announced when callers come and go."""

from typing import ClassVar
from uuid import UUID

from typing_extensions import override

from api.core.outbox import Fact


class SessionEnded(Fact):
    """A session was signed out or revoked: its open sockets are to close."""

    name: ClassVar[str] = "identity.session_ended"
    session_id: UUID
    reason: str

    @override
    def topics(self) -> tuple[str, ...]:
        """The session's own topic."""
        return (f"session:{self.session_id}",)


class StaffChanged(Fact):
    """Someone joined a business's staff, changed role or name, or was suspended."""

    name: ClassVar[str] = "identity.staff_changed"
    staff_id: UUID

    @override
    def topics(self) -> tuple[str, ...]:
        """The business's topic."""
        return () if self.business_id is None else (f"business:{self.business_id}",)
