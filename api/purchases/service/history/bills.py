"""A bill of history as it is written."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from api.businesses import ProgramRules
from api.purchases.types import LineInput


class Bill(NamedTuple):
    """A bill with what it earns: `earned` as a whole, `taken_back` of it with what came back.

    `tx_id` is the award's, where there are points. `stated` is set where another system keeps the bill.
    """

    id: UUID
    tx_id: UUID | None
    member_id: UUID | None
    store_id: UUID
    number: str | None
    key: str
    content: str
    occurred_at: datetime
    amount_minor: int
    earned: int
    explanation: str
    gift_card_minor: int = 0
    returned_minor: int = 0
    taken_back: int = 0
    status: str = "recorded"
    stated: str | None = None
    lines: tuple[LineInput, ...] = ()
    line_points: tuple[int, ...] = ()

    @property
    def points(self) -> int:
        """What it gives."""
        return self.earned - self.taken_back


@dataclass(frozen=True, slots=True)
class Books:
    """Whose books: bills of one business, whose keys are unique by `source`."""

    program: ProgramRules
    business_id: UUID
    source: str
    zone: ZoneInfo = field(init=False)

    def __post_init__(self) -> None:
        """The program's time zone, looked up once."""
        object.__setattr__(self, "zone", ZoneInfo(self.program.time_zone))

    def month_of(self, moment: datetime) -> date:
        """The first day of the month where the program lives."""
        return moment.astimezone(self.zone).date().replace(day=1)
