"""What the ledger announces."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from typing_extensions import override

from api.core.outbox import Fact


class PointsPosted(Fact):
    """Points of one member changed. Written by the posting's own statement, for every kind of posting."""

    name: ClassVar[str] = "ledger.points_posted"

    tx_id: UUID
    membership_id: UUID
    store_id: UUID | None = None
    kind: str
    points: int
    balance: int
    pending: int
    occurred_at: datetime

    @override
    def topics(self) -> tuple[str, ...]:
        """The member's card, and the store where it happened."""
        card = f"card:{self.membership_id}"
        return (card,) if self.store_id is None else (card, f"store:{self.store_id}")


class PointsImported(Fact):
    """Many points were posted at once from an import: one fact per batch, not one per posting."""

    name: ClassVar[str] = "ledger.points_imported"

    source: str
    postings: int
    points: int

    @override
    def topics(self) -> tuple[str, ...]:
        """The business whose numbers changed."""
        return (f"business:{self.business_id}",)


class PointsExpiring(Fact):
    """A member is told that points expire: those good through `day`, at a stage of the program, once for each.

    `days_left` are the days from today to that day. Written by the statement that keeps the reminder.
    """

    name: ClassVar[str] = "ledger.points_expiring"

    membership_id: UUID
    points: int
    day: date
    stage: int
    days_left: int
    expires_at: datetime


class ExpiryExtended(Fact):
    """Points of a member live longer: they are good through `day` now. Written by the extension's own statement."""

    name: ClassVar[str] = "ledger.expiry_extended"

    extension_id: UUID
    membership_id: UUID
    points: int
    day: date
    reason: str
    expires_at: datetime

    @override
    def topics(self) -> tuple[str, ...]:
        """The member's card."""
        return (f"card:{self.membership_id}",)


class PointsReinstated(Fact):
    """Points of a member that had expired are back, good through `day`."""

    name: ClassVar[str] = "ledger.points_reinstated"

    membership_id: UUID
    tx_id: UUID
    points: int
    day: date
    reason: str

    @override
    def topics(self) -> tuple[str, ...]:
        """The member's card."""
        return (f"card:{self.membership_id}",)


class _OfBusiness:
    """Concerns the open screens of one business."""

    business_id: UUID | None

    def topics(self) -> tuple[str, ...]:
        """The business's topic."""
        return () if self.business_id is None else (f"business:{self.business_id}",)


class RateSet(_OfBusiness, Fact):
    """Money was agreed for points, of one issuer or of all; told to the business that set it."""

    name: ClassVar[str] = "ledger.rate_set"

    rate_id: UUID
    issuer_id: UUID | None = None
    micro_minor: int
    valid_from: datetime


class PackLow(_OfBusiness, Fact):
    """What a business has left of points bought in advance fell to the alert level. Written by the posting itself."""

    name: ClassVar[str] = "ledger.pack_low"

    points_left: int
    alert_points: int


class PeriodClosed(_OfBusiness, Fact):
    """A settlement period was closed; told to each business that has a statement of it."""

    name: ClassVar[str] = "ledger.period_closed"

    period_id: UUID
    number: int
    statement_id: UUID
    net_minor: int
    currency: str


class PaymentRecorded(_OfBusiness, Fact):
    """A payment that settles a period was made; told to both businesses."""

    name: ClassVar[str] = "ledger.payment_recorded"

    payment_id: UUID
    period_id: UUID
    amount_minor: int
    currency: str
