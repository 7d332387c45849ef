"""Stamps of one member on the cards of one design: put on one by one, taken off one by one."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from tests.engine.model.vouchers import Voucher


@dataclass(eq=False)
class Design:
    """The rules of a card."""

    id: UUID
    business: UUID
    needed: int
    reward: UUID | None
    earning: str
    product: UUID | None = None
    store: UUID | None = None
    least: int | None = None
    per_day: int | None = None
    days: int | None = None


@dataclass(eq=False)
class Card:
    """A card of a round."""

    round: int
    needed: int
    stamps: int = 0
    state: str = "open"
    expires_at: datetime | None = None
    ended_at: datetime | None = None
    voucher: Voucher | None = None


@dataclass
class Put:
    """Stamps that were put on a card, or taken off, for a day; by which act or bill."""

    cause: object
    card: Card
    count: int
    day: date


@dataclass
class Cards:
    """The cards of one design that a member has."""

    design: Design
    cards: list[Card] = field(default_factory=list)
    puts: list[Put] = field(default_factory=list)

    def used(self, day: date) -> int:
        """Stamps that count for a day."""
        return sum(put.count for put in self.puts if put.day == day)

    def room(self, day: date) -> int | None:
        """How many more a day allows; None for any number."""
        return None if self.design.per_day is None else max(self.design.per_day - self.used(day), 0)

    def expire(self, now: datetime) -> None:
        """An open card whose time is over."""
        for card in self.cards:
            if card.state == "open" and card.expires_at is not None and card.expires_at <= now:
                card.state = "expired"

    def put(self, cause: object, count: int, day: date, now: datetime) -> list[Card]:
        """Stamps on: what is over goes onto the next card. The cards that became full."""
        self.expire(now)
        full = []
        on: dict[int, Put] = {}
        for _ in range(count):
            card = self._current()
            if card.stamps == 0:
                card.expires_at = now + timedelta(days=self.design.days) if self.design.days else None
            card.stamps += 1
            on.setdefault(card.round, Put(cause, card, 0, day)).count += 1
            if card.stamps == card.needed:
                card.state, card.ended_at = "full", now
                full.append(card)
                self._current()
        self.puts += on.values()
        return full

    def _current(self) -> Card:
        """The open card: the one being filled, else the first that waits, else a new one."""
        chosen = next((card for card in self.cards if card.state == "open"), None)
        chosen = chosen or next((card for card in self.cards if card.state == "waiting"), None)
        if chosen is None:
            chosen = Card(len(self.cards) + 1, self.design.needed)
            self.cards.append(chosen)
        if chosen.stamps == 0:
            chosen.needed, chosen.expires_at = self.design.needed, None
        chosen.state = "open"
        return chosen

    def standing(self, cause: object) -> int:
        """Of what was put on by it, what was not taken off."""
        return sum(put.count for put in self.puts if put.cause is cause)

    def given(self, cause: object) -> int:
        """What was put on by it."""
        return sum(put.count for put in self.puts if put.cause is cause and put.count > 0)

    def lost(self, cause: object) -> int:
        """What of it is on cards that have expired."""
        puts = [put for put in self.puts if put.cause is cause and put.card.state == "expired"]
        return max(sum(put.count for put in puts), 0)

    def can_take(self, count: int) -> int:
        """How many stamps can be taken off before there is none, or a voucher that was used."""
        there = 0
        for card in sorted(self.cards, key=lambda card: -card.round):
            if card.state == "open":
                there += card.stamps
            elif card.state == "full":
                if (
                    card.voucher is not None
                    and not card.voucher.is_unused
                    and card.voucher.state != "cancelled"
                ):
                    break
                there += card.stamps
        return min(count, there)

    def take(self, cause: object, count: int) -> list[Voucher]:
        """Stamps off, from the newest card backwards; vouchers that are no longer due."""
        day = next(put.day for put in self.puts if put.cause is cause)
        dropped = []
        off: dict[int, Put] = {}
        for _ in range(count):
            card = self._newest()
            if card.state == "full":
                if card.voucher is not None:
                    dropped.append(card.voucher)
                card.state, card.ended_at, card.voucher = "open", None, None
            card.stamps -= 1
            off.setdefault(card.round, Put(cause, card, 0, day)).count -= 1
            if card.stamps == 0:
                card.expires_at = None
        self.puts += off.values()
        return dropped

    def _newest(self) -> Card:
        """The card to take from: an emptied one waits, since an older one is being filled again."""
        card = max(
            (card for card in self.cards if card.state in ("open", "full")), key=lambda card: card.round
        )
        if card.state == "open" and card.stamps == 0:
            card.state = "waiting"
            return self._newest()
        return card
