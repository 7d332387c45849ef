"""The settings of a program that the model lives by."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from tests.engine.model.days import day_of, end_of_life, start_of
from tests.engine.model.sales import Rule


@dataclass(frozen=True)
class Limits:
    """The most that may be earned or held; a cap gives less, else nothing is given."""

    caps: bool = False
    per_transaction: int | None = None
    per_day: int | None = None
    balance: int | None = None
    store_per_day: int | None = None
    staff_per_hour: int | None = None


@dataclass
class Settings:
    """A program. `rates` and `rules` are by business."""

    zone: str
    value_micro: int
    rounds_up: bool
    expiry: str
    expiry_months: int
    waits: str
    waits_days: int
    waits_until: datetime | None
    shortfall: str
    grace_days: int
    void_seconds: int
    limits: Limits
    rates: dict[UUID, tuple[int, int]] = field(default_factory=dict)
    rules: dict[UUID, list[Rule]] = field(default_factory=dict)

    def waits_to(self, earned_at: datetime) -> datetime | None:
        """Until when points earned then wait."""
        if self.waits == "delay":
            return start_of(day_of(earned_at, self.zone) + timedelta(days=self.waits_days), self.zone)
        if self.waits == "fixed_date" and self.waits_until is not None and self.waits_until > earned_at:
            return self.waits_until
        return None

    def expires(self, earned_at: datetime, waits_to: datetime | None) -> datetime | None:
        """When they expire: life begins when they can be spent."""
        begins = max(earned_at, waits_to) if waits_to else earned_at
        return end_of_life(self.expiry, self.expiry_months, day_of(begins, self.zone), self.zone)

    def slides_to(self, active_at: datetime) -> datetime | None:
        """Where activity moves the expiry of everything."""
        return self.expires(active_at, None) if self.expiry == "inactivity" else None

    def grace(self, now: datetime) -> datetime:
        """Until when points live that come back after their expiry."""
        return start_of(day_of(now, self.zone) + timedelta(days=self.grace_days + 1), self.zone)

    def worth(self, points: int) -> int:
        """What points pay."""
        return points * self.value_micro // 1_000_000
