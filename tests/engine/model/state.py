"""A program's members and rules at one moment, and where members stand."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from tests.engine.model.days import day_of
from tests.engine.model.points import Books, Earned, Purse
from tests.engine.model.rules import Settings
from tests.engine.model.sales import Bill
from tests.engine.model.stamps import Cards, Design
from tests.engine.model.tiers import Climber, Ladder, Tier
from tests.engine.model.vouchers import Reward, Shelf


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
class State:
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
