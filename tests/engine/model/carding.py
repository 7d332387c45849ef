"""Verbs of stamp cards, with the vouchers that full ones give."""

from datetime import datetime, timedelta
from fractions import Fraction
from math import ceil
from uuid import UUID

from tests.engine.model.days import day_of
from tests.engine.model.postings import Postings
from tests.engine.model.sales import Bill
from tests.engine.model.stamps import Card, Cards, Design
from tests.engine.model.state import Who

MOST_PER_BILL = 100


class Carding(Postings):
    """What puts stamps on cards and takes them off."""

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

    def stamp_bill(self, who: Who, bill: Bill) -> None:
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

    def unstamp(self, who: Who, bill: Bill, *, is_whole: bool) -> None:
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
