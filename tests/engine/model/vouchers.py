"""Rewards with their stock, and vouchers in their states."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from tests.engine.model.days import No, day_of, start_of
from tests.engine.model.points import Spent

HOLD = timedelta(minutes=15)


@dataclass(eq=False)
class Reward:
    """An offer; `stock` None is without end, `taken` counts pieces that vouchers hold."""

    id: UUID
    business: UUID
    kind: str
    price: int
    stock: int | None = None
    per_member: int | None = None
    per_period: int | None = None
    period: str = "ever"
    tier: UUID | None = None
    days: int | None = None
    value: int | None = None
    is_stackable: bool = True
    is_listed: bool = True
    taken: int = 0

    @property
    def is_out(self) -> bool:
        """No piece is left."""
        return self.stock is not None and self.taken >= self.stock

    def valid_until(self, now: datetime, zone: str) -> datetime | None:
        """The end of a voucher's last day."""
        if self.days is None:
            return None
        return start_of(day_of(now, zone) + timedelta(days=self.days + 1), zone)

    def since(self, now: datetime, zone: str) -> datetime:
        """When the period began that its limits count in."""
        day = day_of(now, zone)
        first = {
            "day": day,
            "week": day - timedelta(days=day.weekday()),
            "month": day.replace(day=1),
            "ever": date(2000, 1, 1),
        }[self.period]
        return start_of(first, zone)


@dataclass(eq=False)
class Voucher:
    """One piece in a member's hand."""

    reward: Reward
    member: UUID
    state: str
    made_at: datetime
    is_given: bool
    valid_until: datetime | None
    held_until: datetime | None = None
    spent: Spent | None = None
    balance: int | None = None
    id: UUID | None = None
    code: str = ""

    @property
    def paid(self) -> int:
        """Points that it cost."""
        return self.spent.points if self.spent else 0

    @property
    def is_unused(self) -> bool:
        """Whether it can be taken back: a gift card that paid something cannot."""
        return self.state in ("active", "held", "expired") and self.balance == self.reward.value

    def is_over(self, now: datetime) -> bool:
        """Whether its last day has passed."""
        return self.valid_until is not None and self.valid_until <= now

    def cancel(self) -> None:
        """It is void, its piece goes back to the stock."""
        self.state = "cancelled"
        self.reward.taken -= 1


@dataclass
class Shelf:
    """All vouchers, and the bills that a voucher was used on which goes with no second one."""

    vouchers: list[Voucher] = field(default_factory=list)
    alone: set[tuple[UUID, date, str]] = field(default_factory=set)

    def of(self, member: UUID) -> list[Voucher]:
        """A member's, in the order of making."""
        return [voucher for voucher in self.vouchers if voucher.member == member]

    def make(
        self, reward: Reward, member: UUID, now: datetime, zone: str, *, is_given: bool, is_held: bool = False
    ) -> Voucher:
        """Takes a piece."""
        reward.taken += 1
        voucher = Voucher(
            reward,
            member,
            "held" if is_held else "active",
            now,
            is_given,
            reward.valid_until(now, zone),
            now + HOLD if is_held else None,
            balance=reward.value,
        )
        self.vouchers.append(voucher)
        return voucher

    def check_limits(self, reward: Reward, member: UUID, now: datetime, zone: str) -> None:
        """Presents and what was cancelled do not count."""
        since = reward.since(now, zone)
        counted = [
            each
            for each in self.vouchers
            if each.reward is reward
            and not each.is_given
            and each.state != "cancelled"
            and each.made_at >= since
        ]
        if reward.per_member is not None and sum(v.member == member for v in counted) >= reward.per_member:
            raise No("REWARD_LIMIT_REACHED")
        if reward.per_period is not None and len(counted) >= reward.per_period:
            raise No("REWARD_LIMIT_REACHED")

    def use(
        self, voucher: Voucher, now: datetime, amount: int | None, bill: tuple[UUID, date, str] | None
    ) -> None:
        """Once, a gift card in parts."""
        refused = {"used": "VOUCHER_USED", "cancelled": "VOUCHER_CANCELLED", "held": "VOUCHER_HELD"}
        if voucher.state in refused:
            raise No(refused[voucher.state])
        if voucher.state == "expired" or voucher.is_over(now):
            raise No("VOUCHER_EXPIRED")
        if voucher.balance is not None and amount is not None and amount > voucher.balance:
            raise No("BALANCE_TOO_LOW")
        if bill is not None and not voucher.reward.is_stackable:
            if bill in self.alone:
                raise No("NOT_STACKABLE")
            self.alone.add(bill)
        if voucher.balance is not None:
            voucher.balance -= amount or 0
        if not voucher.balance:
            voucher.state = "used"
