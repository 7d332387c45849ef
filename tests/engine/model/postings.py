"""Verbs of points: given, spent, taken back, moved."""

from datetime import datetime
from uuid import UUID

from tests.engine.model.days import No, day_of
from tests.engine.model.points import Earned, Lot, Spent
from tests.engine.model.state import State, Who


class Postings(State):
    """What moves points."""

    def may_earn(
        self, member: UUID, business: UUID, store: UUID | None, points: int, at: datetime, spends: int = 0
    ) -> int:
        """How many of the points the limits allow. `spends`: what leaves the card before in the same posting."""
        limits, zone = self.settings.limits, self.settings.zone
        purse, day = self.members[member].purse, day_of(at, zone)
        earned = sum(e.net for e in self.awards if e.member == member and day_of(e.occurred_at, zone) == day)
        rooms = [
            (limits.per_transaction, 0),
            (limits.per_day, earned),
            (limits.balance, purse.available - spends + purse.pending),
            (limits.store_per_day if store else None, self.in_store[store, day] if store else 0),
        ]
        for most, used in rooms:
            if most is not None and points > max(0, most - used):
                if not limits.caps:
                    raise No("LIMIT_REACHED")
                points = max(0, most - used)
        hour = self.now.replace(minute=0, second=0, microsecond=0)
        if limits.staff_per_hour is not None and self.by_staff[business, hour] >= limits.staff_per_hour:
            raise No("LIMIT_REACHED")
        return points

    def earn(self, member: UUID, business: UUID, store: UUID | None, points: int, at: datetime) -> Earned:
        """Points for a sale, or given by a person: within the limits, waiting and expiring by the rules."""
        granted = self.may_earn(member, business, store, points, at)
        if store:
            self.in_store[store, day_of(at, self.settings.zone)] += granted
        self.by_staff[business, self.now.replace(minute=0, second=0, microsecond=0)] += 1
        waits_to = self.settings.waits_to(at)
        expires = self.settings.expires(at, waits_to)
        self.members[member].purse.slide(self.settings.slides_to(at))
        return self.credit(member, business, "issued", granted, at, expires, waits_to)

    def credit(
        self,
        member: UUID,
        business: UUID,
        against: str,
        points: int,
        at: datetime,
        expires: datetime | None,
        waits_to: datetime | None = None,
    ) -> Earned:
        """A new lot."""
        waits = waits_to is not None and waits_to > self.now
        purse = self.members[member].purse
        lot = Lot(
            business, points, points, "pending" if waits else "open", at, waits_to if waits else None, expires
        )
        purse.give(lot, business, against)
        purse.expire(self.now)
        earned = Earned(member, business, against, points, at, lot if points else None, net=points)
        if against == "issued":
            self.awards.append(earned)
        return earned

    def debit(self, member: UUID, business: UUID, against: str, points: int, at: datetime) -> Spent:
        """Points go, first-expiring first; never into debt."""
        purse = self.members[member].purse
        if purse.available < points:
            raise No("INSUFFICIENT_POINTS")
        parts = purse.take(points)
        self.books[business, against] += points
        if against == "redeemed":
            purse.slide(self.settings.slides_to(at))
        return Spent(member, business, against, points, parts)

    def check_verified(self, who: Who) -> None:
        """Points are spent by those who have proved their number."""
        if not who.is_verified:
            raise No("PHONE_UNVERIFIED")

    def undo_award(self, earned: Earned, points: int) -> None:
        """Points that were given are taken back."""
        if points > earned.points - earned.taken:
            raise No("REVERSAL_TOO_LARGE")
        self.members[earned.member].purse.take_back(earned, points, self.settings.shortfall)

    def undo_spending(self, spent: Spent, points: int) -> None:
        """Points that were spent come back."""
        if points > spent.points - spent.undone:
            raise No("REVERSAL_TOO_LARGE")
        self.members[spent.member].purse.give_back(spent, points, self.now, self.settings.grace(self.now))

    def transfer(self, giver: UUID, taker: UUID, points: int) -> None:
        """Lots keep their issuer and their expiry."""
        purse, other = self.members[giver].purse, self.members[taker].purse
        if purse.available < points:
            raise No("INSUFFICIENT_POINTS")
        arrived = [
            Lot(lot.issuer, part, part, "open", lot.earned_at, lot.release_at, lot.expires_at, id=lot.id)
            for lot, part in purse.take(points)
        ]
        other.is_open = True
        for lot in sorted(arrived, key=lambda lot: lot.by_expiry):
            lot.id = None
            other.arrive(lot)

    def release(self) -> None:
        """Points that waited long enough."""
        for who in self.members.values():
            who.purse.release(self.now)
