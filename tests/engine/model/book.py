"""Everything that a program keeps of its members, and the verbs of points and sales on it."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction
from math import ceil
from uuid import UUID

from tests.engine.model import sales
from tests.engine.model.days import No, day_of, month_of
from tests.engine.model.points import Books, Earned, Lot, Purse, Spent
from tests.engine.model.rules import Settings
from tests.engine.model.sales import Bill
from tests.engine.model.stamps import Card, Cards, Design
from tests.engine.model.tiers import Climber, Ladder, Tier
from tests.engine.model.vouchers import Reward, Shelf, Voucher

MOST_PER_BILL = 100


@dataclass
class Who:
    """A member. `met` holds visits and spending by business."""

    id: UUID
    is_verified: bool
    purse: Purse
    climber: Climber = field(default_factory=Climber)
    cards: dict[UUID, Cards] = field(default_factory=dict)
    met: dict[UUID, list[int]] = field(default_factory=dict)


@dataclass
class Book:
    """The model of one program at one moment."""

    settings: Settings
    now: datetime
    books: Books = field(default_factory=Counter)
    members: dict[UUID, Who] = field(default_factory=dict)
    rewards: dict[UUID, Reward] = field(default_factory=dict)
    designs: dict[UUID, Design] = field(default_factory=dict)
    shelf: Shelf = field(default_factory=Shelf)
    ladder: Ladder | None = None
    awards: list[Earned] = field(default_factory=list)
    bills: list[Bill] = field(default_factory=list)
    in_store: Counter[tuple[UUID, object]] = field(default_factory=Counter)
    by_staff: Counter[object] = field(default_factory=Counter)
    due: list[tuple[UUID, Tier]] = field(default_factory=list)

    def move_to(self, now: datetime) -> None:
        """Time passes: what is due has expired, whether it was swept or not."""
        self.now = now
        for who in self.members.values():
            who.purse.expire(now)
            for cards in who.cards.values():
                cards.expire(now)

    # -- points ----------------------------------------------------------------------------------------------------

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

    # -- sales -----------------------------------------------------------------------------------------------------

    def record(self, bill: Bill) -> None:
        """Post, tier, stamps, vouchers."""
        if bill.member is not None:
            who = self.members[bill.member]
            points = self._check_bill(bill, who)
            met = who.met.setdefault(bill.business, [0, 0])
            met[0], met[1] = met[0] + 1, met[1] + bill.amount
            if bill.points_paid:
                bill.spent = self.debit(who.id, bill.business, "redeemed", bill.points_paid, bill.at)
            if points:
                bill.earned = self.earn(who.id, bill.business, bill.store, points, bill.at)
                bill.points = bill.earned.points
            who.climber.count(month_of(bill.at, self.settings.zone), bill.points, bill.amount, 1)
            self.assess(who)
            self._stamp(who, bill)
        self.bills.append(bill)

    def _check_bill(self, bill: Bill, who: Who) -> int:
        if bill.points_paid:
            self.check_verified(who)
            if who.purse.available < bill.points_paid:
                raise No("INSUFFICIENT_POINTS")
        tier = who.climber.shown(self.ladder)
        rates, rules = self.settings.rates, self.settings.rules
        points, by_line = sales.points_of(
            bill,
            rates[bill.business],
            rules[bill.business],
            tier.times if tier else sales.WHOLE,
            rounds_up=self.settings.rounds_up,
        )
        for line, share in zip(bill.lines, by_line, strict=bool(bill.lines)):
            line.points = share
        if points:
            self.may_earn(who.id, bill.business, bill.store, points, bill.at, spends=bill.points_paid)
        return points

    def bring_back(self, bill: Bill, back: sales.Back, *, is_void: bool = False) -> None:
        """Spent points come back first, then earned ones go; then tier, stamps, vouchers."""
        if bill.member is not None:
            who = self.members[bill.member]
            who.met[bill.business][1] -= back.amount
            who.met[bill.business][0] -= is_void
            if back.give and bill.spent:
                self.undo_spending(bill.spent, back.give)
            if back.take and bill.earned:
                self.undo_award(bill.earned, back.take)
            who.climber.count(month_of(bill.at, self.settings.zone), -back.take, -back.amount, -int(is_void))
            self.assess(who)
        sales.settle(bill, back, is_void=is_void)
        if bill.member is not None:
            self._unstamp(self.members[bill.member], bill, is_whole=back.is_whole)

    def check_void(self, bill: Bill) -> None:
        """Within its time, and before anything came back."""
        if bill.status != "recorded":
            raise No("ALREADY_RETURNED")
        if (self.now - bill.recorded_at).total_seconds() > self.settings.void_seconds:
            raise No("VOID_WINDOW_CLOSED")

    # -- tiers -----------------------------------------------------------------------------------------------------

    def assess(
        self, who: Who, *, is_review: bool = False, at_once: bool = False, reason: str = "qualified"
    ) -> None:
        """Moves a member; a reward of the tier that they rose to is due."""
        if self.ladder is None:
            return
        balance = who.purse.available if who.purse.is_open else None
        today = day_of(self.now, self.settings.zone)
        risen = who.climber.assess(
            self.ladder, today, balance, is_review=is_review, at_once=at_once, reason=reason
        )
        if risen is not None and risen.reward is not None:
            self.due.append((who.id, risen))

    def everybody(self, move: Callable[[Who], None]) -> None:
        """A review, or a new ladder: each member by itself."""
        for who in self.members.values():
            move(who)

    def reached(self, who: Who) -> set[UUID | None]:
        """The member's tier and those below."""
        tier = who.climber.shown(self.ladder)
        if tier is None or self.ladder is None:
            return set()
        return {each.id for each in self.ladder.tiers if each.rank <= tier.rank}

    # -- stamps ----------------------------------------------------------------------------------------------------

    def cards(self, who: Who, design: Design) -> Cards:
        """The member's cards of a design."""
        return who.cards.setdefault(design.id, Cards(design))

    def stamps_of(self, design: Design, bill: Bill) -> int:
        """What a bill brings of a design, before what the day allows."""
        if design.earning == "by_hand" or design.business != bill.business:
            return 0
        if design.store not in (None, bill.store) or (design.least or 0) > bill.amount:
            return 0
        pieces = self.pieces_of(design, bill)
        if design.earning == "per_visit":
            return int(design.product is None or bool(pieces))
        return min(sum(pieces.values()), MOST_PER_BILL)

    def pieces_of(self, design: Design, bill: Bill) -> dict[int, int]:
        """Pieces of the goods that the design is for, by line."""
        return {
            at: line.pieces for at, line in enumerate(bill.lines) if design.product in (None, line.product)
        }

    def _in_order(self) -> list[Design]:
        return sorted(self.designs.values(), key=lambda design: (design.reward or UUID(int=0), design.id))

    def _stamp(self, who: Who, bill: Bill) -> None:
        day = day_of(bill.at, self.settings.zone)
        for design in self._in_order():
            count = self.stamps_of(design, bill)
            if count:
                room = self.cards(who, design).room(day)
                self.put_stamps(who, design, bill, count if room is None else min(room, count), bill.at)

    def put_stamps(self, who: Who, design: Design, cause: object, count: int, at: datetime) -> None:
        """Stamps on; a full card gives its voucher if there is a piece."""
        if count:
            day = day_of(at, self.settings.zone)
            for card in self.cards(who, design).put(cause, count, day, self.now):
                self.give_for(who.id, design, card)

    def give_for(self, member: UUID, design: Design, card: Card) -> bool:
        """The voucher of a full card."""
        reward = self.rewards.get(design.reward) if design.reward else None
        if reward is None or reward.is_out:
            return False
        card.voucher = self.shelf.make(reward, member, self.now, self.settings.zone, is_given=True)
        return True

    def _unstamp(self, who: Who, bill: Bill, *, is_whole: bool) -> None:
        for design in self._in_order():
            cards = self.cards(who, design)
            given, standing = cards.given(bill), cards.standing(bill)
            if given:
                target = 0 if is_whole else self._remaining(design, bill, given)
                count = min(standing - target, standing - cards.lost(bill))
                self.take_stamps(cards, bill, cards.can_take(count))

    def _remaining(self, design: Design, bill: Bill, given: int) -> int:
        """Stamps that stand: all of a visit; of items those that are left, half a piece stays."""
        if design.earning != "per_item":
            return given
        left = 0
        for at, pieces in self.pieces_of(design, bill).items():
            line = bill.lines[at]
            gone = Fraction(pieces * line.back, line.amount) if line.amount else Fraction(0)
            left += pieces - max(ceil(gone - Fraction(1, 2)), 0)
        return min(given, left)

    def take_stamps(self, cards: Cards, cause: object, count: int) -> None:
        """Stamps off; vouchers that are no longer due are cancelled."""
        if count > 0:
            for voucher in cards.take(cause, count):
                if voucher.state != "cancelled":
                    voucher.cancel()
            cards.expire(self.now)

    # -- vouchers --------------------------------------------------------------------------------------------------

    def redeem(self, who: Who, reward: Reward, business: UUID, *, is_held: bool) -> Voucher:
        """Points for a voucher."""
        if reward.business != business:
            raise No("NOT_FOUND")
        if not reward.is_listed:
            raise No("REWARD_UNAVAILABLE")
        if reward.tier is not None and reward.tier not in self.reached(who):
            raise No("TIER_TOO_LOW")
        if reward.is_out:
            raise No("OUT_OF_STOCK")
        if reward.price and not who.is_verified:
            raise No("PHONE_UNVERIFIED")
        if who.purse.available < reward.price:
            raise No("INSUFFICIENT_POINTS")
        self.shelf.check_limits(reward, who.id, self.now, self.settings.zone)
        spent = self.debit(who.id, business, "redeemed", reward.price, self.now) if reward.price else None
        made = self.shelf.make(reward, who.id, self.now, self.settings.zone, is_given=False, is_held=is_held)
        made.spent = spent
        return made

    def cancel(self, voucher: Voucher) -> None:
        """An unused voucher: points to their lots, the piece to the stock."""
        if voucher.spent is not None:
            self.undo_spending(voucher.spent, voucher.spent.points)
        voucher.cancel()

    def give_due(self, rise: tuple[UUID, Tier]) -> Voucher | None:
        """The reward of a tier."""
        member, tier = rise
        reward = self.rewards.get(tier.reward) if tier.reward else None
        if reward is None or reward.is_out:
            return None
        return self.shelf.make(reward, member, self.now, self.settings.zone, is_given=True)

    def end_holds(self) -> None:
        """Holds that ran out."""
        for voucher in self.shelf.vouchers:
            if voucher.state == "held" and voucher.held_until and voucher.held_until <= self.now:
                self.cancel(voucher)

    def expire_vouchers(self) -> None:
        """Vouchers past their last day; their piece stays taken."""
        for voucher in self.shelf.vouchers:
            if voucher.state == "active" and voucher.is_over(self.now):
                voucher.state = "expired"

    def give_owed(self) -> None:
        """Vouchers of full cards that could not be given when they filled, of the last ninety days."""
        owed = [
            (card, who, cards.design)
            for who in self.members.values()
            for cards in who.cards.values()
            for card in cards.cards
            if card.state == "full"
            and card.voucher is None
            and card.ended_at
            and card.ended_at > self.now - timedelta(days=90)
        ]
        for card, who, design in sorted(owed, key=lambda each: (each[0].ended_at, each[0].round)):
            self.give_for(who.id, design, card)

    def release(self) -> None:
        """Points that waited long enough."""
        for who in self.members.values():
            who.purse.release(self.now)
