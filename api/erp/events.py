"""Facts of the sync."""

from typing import ClassVar
from uuid import UUID

from typing_extensions import override

from api.core.outbox import Fact


class StreamMoved(Fact):
    """A stream or its run came further, or stopped: screens of the business's connections look again."""

    name: ClassVar[str] = "erp.stream_moved"

    stream_id: UUID
    run_id: UUID | None = None
    kind: str = ""
    state: str = ""
    rows_read: int = 0
    rows_total: int | None = None

    @override
    def topics(self) -> tuple[str, ...]:
        """The office's screen of the sync."""
        return (f"erp:{self.business_id}",)


class ConnectionChanged(Fact):
    """A connection, its rules or what waits for a decision about it was changed by hand."""

    name: ClassVar[str] = "erp.connection_changed"

    connection_id: UUID
    what: str

    @override
    def topics(self) -> tuple[str, ...]:
        """The office's screen of the sync."""
        return (f"erp:{self.business_id}",)


class StreamAlarm(Fact):
    """A stream is later than its limit, or cannot be read; once until it is well again."""

    name: ClassVar[str] = "erp.alarm"

    stream_id: UUID
    problem: str
    message: str

    @override
    def topics(self) -> tuple[str, ...]:
        """The office's screen of the sync."""
        return (f"erp:{self.business_id}",)


class BillClaimed(Fact):
    """A customer claimed a bill that had nobody, by its number and PIN."""

    name: ClassVar[str] = "erp.bill_claimed"

    purchase_id: UUID
    membership_id: UUID
    points: int

    @override
    def topics(self) -> tuple[str, ...]:
        """The card."""
        return (f"card:{self.membership_id}",)
