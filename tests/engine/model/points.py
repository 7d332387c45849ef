"""Points of one member: lots that wait, are spent, come back and expire, and a debt."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

LAST = datetime.max.replace(tzinfo=UTC)
FIRST_ID = UUID(int=0)
Books = Counter[tuple[UUID, str]]


@dataclass(eq=False)
class Lot:
    """Points that came together. `id` is the program's, known once it was seen: it breaks ties."""

    issuer: UUID
    points: int
    rest: int
    state: str
    earned_at: datetime
    release_at: datetime | None
    expires_at: datetime | None
    id: UUID | None = None
    expired: int = 0

    @property
    def by_expiry(self) -> tuple[datetime, datetime, UUID]:
        """What expires first comes first, then what was earned first."""
        return (self.expires_at or LAST, self.earned_at, self.id or FIRST_ID)

    def lose(self, points: int, state: str = "used") -> None:
        """Some points go; without a rest the lot is in that state."""
        self.rest -= points
        if self.rest == 0:
            self.state = state


@dataclass(eq=False)
class Earned:
    """A posting that gave points, and what was taken back of it; `net` is what the member still has by it."""

    member: UUID
    business: UUID
    against: str
    points: int
    occurred_at: datetime
    lot: Lot | None
    taken: int = 0
    expired: int = 0
    net: int = 0
    tx: UUID | None = None


@dataclass(eq=False)
class Spent:
    """A posting that took points, from which lots, and what of it came back."""

    member: UUID
    business: UUID
    against: str
    points: int
    parts: list[tuple[Lot, int]]
    undone: int = 0
    tx: UUID | None = None


@dataclass(eq=False)
class Purse:
    """All points of a member. `books` are the accounts of the businesses on the other side."""

    books: Books
    lots: list[Lot] = field(default_factory=list)
    debt: int = 0
    is_open: bool = False

    @property
    def available(self) -> int:
        """What can be spent, or the debt."""
        return sum(lot.rest for lot in self.lots if lot.state == "open") - self.debt

    @property
    def pending(self) -> int:
        """What still waits."""
        return sum(lot.rest for lot in self.lots if lot.state == "pending")

    def expire(self, now: datetime) -> None:
        """What is due goes to the breakage of its issuer."""
        for lot in self.lots:
            if lot.state == "open" and lot.expires_at is not None and lot.expires_at <= now:
                self.books[lot.issuer, "breakage"] += lot.rest
                lot.expired += lot.rest
                lot.lose(lot.rest, "expired")

    def give(self, lot: Lot, business: UUID, against: str) -> None:
        """A new lot; what can be spent at once repays a debt first."""
        self.is_open = True
        self.books[business, against] -= lot.points
        if lot.points:
            self.lots.append(lot)
        if lot.state == "open":
            self._repay(lot)

    def arrive(self, lot: Lot) -> None:
        """A lot of somebody else's; a debt first."""
        self.lots.append(lot)
        self._repay(lot)

    def release(self, now: datetime) -> None:
        """What waited long enough can be spent, a debt first."""
        due = [
            lot for lot in self.lots if lot.state == "pending" and lot.release_at and lot.release_at <= now
        ]
        for lot in sorted(due, key=lambda lot: (lot.release_at or LAST, lot.id or FIRST_ID)):
            lot.state = "open"
            self._repay(lot)
        self.expire(now)

    def _repay(self, lot: Lot) -> None:
        repaid = min(self.debt, lot.rest)
        self.debt -= repaid
        if repaid:
            lot.lose(repaid)

    def take(self, points: int) -> list[tuple[Lot, int]]:
        """Spends, first-expiring first; from which lots."""
        self.is_open = True
        parts = []
        for lot in sorted((lot for lot in self.lots if lot.state == "open"), key=lambda lot: lot.by_expiry):
            part = min(points, lot.rest)
            if part:
                lot.lose(part)
                points -= part
                parts.append((lot, part))
        return parts

    def slide(self, until: datetime | None) -> None:
        """Activity moves the expiry of all that is held."""
        for lot in self.lots:
            is_held = lot.state in ("open", "pending")
            if is_held and until is not None and lot.expires_at is not None and lot.expires_at < until:
                lot.expires_at = until

    def take_back(self, earned: Earned, points: int, shortfall: str) -> None:
        """Of an award: its own lot, then what of it has expired, then the newest of the same issuer, then any."""
        own = earned.lot
        assert own is not None
        issuer = own.issuer
        left = points - self._own(own, points)
        expired = min(left, own.expired - earned.expired)
        left -= expired
        others = [lot for lot in self.lots if lot.state == "open" and lot is not own]
        others.sort(key=lambda lot: (lot.earned_at, lot.id or FIRST_ID), reverse=True)
        others.sort(key=lambda lot: lot.issuer != issuer)
        for lot in others:
            part = min(left, lot.rest)
            if part:
                lot.lose(part)
                left -= part
        earned.taken += points
        earned.expired += expired
        earned.net -= points - expired - (0 if shortfall == "debt" else left)
        self.books[issuer, earned.against] += points
        self.books[issuer, "breakage"] -= expired
        if shortfall == "debt":
            self.debt += left
        else:
            self.books[issuer, shortfall] -= left

    def _own(self, lot: Lot, points: int) -> int:
        part = min(points, lot.rest)
        if part:
            lot.lose(part, "cancelled")
        return part

    def give_back(self, spent: Spent, points: int, now: datetime, grace: datetime) -> None:
        """Of a spending: into the lots it came from, the last to expire first; what has expired gets some grace."""
        spent.undone += points
        self.books[spent.business, spent.against] -= points
        queue = sorted(spent.parts, key=lambda part: part[0].by_expiry, reverse=True)
        left = points
        for lot, owed in queue:
            part = min(left, owed)
            if not part:
                continue
            left -= part
            spent.parts.remove((lot, owed))
            if owed > part:
                spent.parts.append((lot, owed - part))
            lot.rest += part
            lot.state = "open"
            if lot.expires_at is not None and lot.expires_at <= now:
                lot.expires_at = grace
        repaid = min(self.debt, points)
        self.debt -= repaid
        if repaid:
            self.take(repaid)
