"""How stamps fill a member's cards of one design, one after the other, and how they are taken off again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from api.stamps.types import CardState


@dataclass(frozen=True, slots=True)
class Card:
    """A card of a member. `needed` is how many stamps fill it."""

    id: UUID
    round: int
    stamps: int
    needed: int
    state: CardState
    expires_at: datetime | None = None
    ended_at: datetime | None = None
    voucher_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A card as it was and as it is then; `count` stamps were put on it, or taken off where negative."""

    before: Card
    after: Card
    count: int = 0

    @property
    def is_filled(self) -> bool:
        """Whether this made the card full."""
        return self.after.state is CardState.FULL

    @property
    def is_reopened(self) -> bool:
        """Whether this made a full card one to be filled again."""
        return self.before.state is CardState.FULL


@dataclass(frozen=True, slots=True)
class Filling:
    """By what cards are filled: the stamps that a new one needs, how long it lives, the present, ids for new ones."""

    needed: int
    life: timedelta | None
    now: datetime
    next_id: Callable[[], UUID]


def put(cards: Sequence[Card], last_round: int, count: int, by: Filling) -> list[Step]:
    """Puts stamps on the open card; what is over goes onto the next ones, which are begun.

    `cards` are the open one and those that wait, by round; `last_round` counts all cards that there were. An open card
    whose time is over expires first. The steps come in the order in which they may be written: never are two open.
    """
    steps = [_expired(card) for card in cards if _is_over(card, by.now)]
    at_hand = [card for card in cards if not _is_over(card, by.now)]
    is_full = True
    while count > 0 or is_full:
        card = at_hand.pop(0) if at_hand else _begun(last_round + 1, by)
        last_round = max(last_round, card.round)
        step = _stamped(card, count, by)
        steps.append(step)
        count -= step.count
        is_full = step.is_filled
    return steps


def _is_over(card: Card, now: datetime) -> bool:
    return card.state is CardState.OPEN and card.expires_at is not None and card.expires_at <= now


def _expired(card: Card) -> Step:
    return Step(card, replace(card, state=CardState.EXPIRED, ended_at=card.expires_at))


def _begun(number: int, by: Filling) -> Card:
    return Card(by.next_id(), number, 0, by.needed, CardState.OPEN)


def _stamped(card: Card, count: int, by: Filling) -> Step:
    """As many of the stamps as the card takes; an empty card takes on what the design says now."""
    known = replace(card, state=CardState.OPEN)
    if card.stamps == 0:
        expires_at = by.now + by.life if by.life is not None and count else None
        known = replace(known, needed=by.needed, expires_at=expires_at)
    number = min(count, known.needed - known.stamps)
    after = replace(known, stamps=known.stamps + number)
    if after.stamps == after.needed:
        after = replace(after, state=CardState.FULL, ended_at=by.now)
    return Step(card, after, number)


def take(cards: Sequence[Card], count: int, now: datetime) -> list[Step]:
    """Takes stamps off, from the newest card backwards: full cards are opened again, newer ones wait then.

    `cards` are the open one and full ones, the newest first; where they hold fewer stamps, all of theirs are taken. An
    open card whose time is over expires first. The steps come in the order in which they may be written.
    """
    steps = [_expired(card) for card in cards if _is_over(card, now)]
    at_hand = [card for card in cards if not _is_over(card, now)]
    while count > 0 and at_hand:
        card = at_hand.pop(0)
        number = min(count, card.stamps)
        count -= number
        steps.append(_emptied(card, number, goes_on=count > 0 and bool(at_hand)))
    return steps


def _emptied(card: Card, number: int, *, goes_on: bool) -> Step:
    after = replace(
        card,
        stamps=card.stamps - number,
        state=CardState.WAITING if goes_on else CardState.OPEN,
        ended_at=None,
        voucher_id=None,
    )
    return Step(card, replace(after, expires_at=None) if after.stamps == 0 else after, -number)


def moved(steps: Sequence[Step]) -> int:
    """Stamps that the steps put on in all; negative where they take off."""
    return sum(step.count for step in steps)
