"""Bills that another system keeps, as that system states them now."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from api.purchases.types.bills import LineInput


class StatedBill(NamedTuple):
    """A bill of another system. `key` is unique there for ever; the rest is what that system says of it now.

    The customer is a member or nobody. `returned_minor` is the sum of all that came back of it. A bill that does not
    earn is kept without points; a cancelled one has neither amount nor points.
    """

    key: str
    store_id: UUID
    occurred_at: datetime
    amount_minor: int
    membership_id: UUID | None = None
    bill_number: str | None = None
    gift_card_minor: int = 0
    returned_minor: int = 0
    earns: bool = True
    is_cancelled: bool = False
    lines: tuple[LineInput, ...] = ()


class StatedChange(StrEnum):
    """What stating a bill did."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


class StatedOutcome(NamedTuple):
    """A stated bill as it is in the books: `points` is what it gives now, returns and cancellation taken off."""

    key: str
    purchase_id: UUID | None
    membership_id: UUID | None
    points: int
    change: StatedChange
