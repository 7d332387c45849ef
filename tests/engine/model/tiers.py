"""Where members stand on the ladder: up by what they did, down when a tier was not kept, by hand."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from tests.engine.model.days import No, add_months, month_end

EVER = date(9999, 12, 31)


@dataclass(eq=False)
class Tier:
    """A step. One that was left out of a newer ladder is not in use any more."""

    id: UUID | None
    rank: int
    name: str
    threshold: int
    times: int = 10_000
    is_for_ever: bool = False
    reward: UUID | None = None
    is_used: bool = True


@dataclass
class Ladder:
    """The rules."""

    measure: str
    window: str
    months: int
    effective: str
    downgrade: str
    grace: int
    tiers: list[Tier]

    def first_month(self, today: date) -> date:
        """The first month that counts."""
        if self.window == "rolling_months":
            return add_months(today.replace(day=1), 1 - self.months)
        return today.replace(month=1, day=1) if self.window == "calendar_year" else date.min

    def kept_until(self, today: date) -> date | None:
        """The last day on which a tier reached today is kept; None for ever."""
        if self.window == "rolling_months":
            return month_end(add_months(today.replace(day=1), self.months))
        return date(today.year + 1, 12, 31) if self.window == "calendar_year" else None

    def by_numbers(self, measured: int) -> Tier | None:
        """The highest tier whose threshold is reached."""
        reached = [tier for tier in self.tiers if tier.threshold <= measured]
        return reached[-1] if reached else None

    def ranked(self, rank: int) -> Tier | None:
        """The tier in use of that rank."""
        return next((tier for tier in self.tiers if tier.rank == rank), None)


@dataclass
class Standing:
    """A member's tier, until when it is kept, until when by hand."""

    tier: Tier | None
    keep_until: date | None
    by_hand_until: date | None = None


@dataclass
class Climber:
    """What a member did by month (earned, spent, visits), where they stand, and how they got there."""

    did: dict[date, list[int]] = field(default_factory=dict)
    standing: Standing | None = None
    history: list[tuple[str | None, str | None, bool, str]] = field(default_factory=list)

    def count(self, month: date, earned: int, spent: int, visits: int) -> None:
        """A bill or a return."""
        sums = self.did.setdefault(month, [0, 0, 0])
        for at, value in enumerate((earned, spent, visits)):
            sums[at] += value

    def shown(self, ladder: Ladder | None) -> Tier | None:
        """The tier that counts: without one of one's own, the one that asks for nothing."""
        if self.standing is not None and self.standing.tier is not None:
            return self.standing.tier
        return next((tier for tier in ladder.tiers if tier.threshold == 0), None) if ladder else None

    def measured(self, ladder: Ladder, today: date, balance: int | None) -> int | None:
        """By the measure, within the window; None where there is nothing to measure. `balance` None: no account."""
        if ladder.measure == "balance":
            return None if balance is None else max(balance, 0)
        before = EVER if ladder.effective == "now" else today.replace(day=1)
        at = ("earned", "spend", "visits").index(ladder.measure)
        sums = [did[at] for month, did in self.did.items() if ladder.first_month(today) <= month < before]
        return max(sum(sums), 0) if sums else None

    def assess(
        self,
        ladder: Ladder,
        today: date,
        balance: int | None,
        *,
        is_review: bool = False,
        at_once: bool = False,
        reason: str = "qualified",
    ) -> Tier | None:
        """Moves the member to where they belong; the tier that they rose to."""
        measured = self.measured(ladder, today, balance)
        if measured is None and self.standing is None:
            return None
        held = self.standing.tier if self.standing else None
        held_rank = held.rank if held else 0
        target = ladder.by_numbers(measured or 0)
        target_rank = target.rank if target else 0
        rank = self._decide(ladder, today, target_rank, is_review=is_review, at_once=at_once)
        new = ladder.ranked(rank)
        is_gone = held is not None and not held.is_used
        is_up = rank > held_rank or (is_gone and rank >= held_rank)
        keep = ladder.kept_until(today)
        if new is held:
            if self.standing and held and target_rank >= held_rank and keep is not None:
                self.standing.keep_until = max(keep, self.standing.keep_until or keep)
            return None
        if reason == "qualified" and not is_up:
            reason = "not_kept"
        self.history.append((held.name if held else None, new.name if new else None, is_up, reason))
        self.standing = Standing(new, keep if new else None)
        return new if is_up else None

    def _decide(self, ladder: Ladder, today: date, target: int, *, is_review: bool, at_once: bool) -> int:
        now = self.standing or Standing(None, None)
        rank = now.tier.rank if now.tier else 0
        if now.tier is not None and not now.tier.is_used:
            return target
        if target >= rank or (now.tier is not None and now.tier.is_for_ever):
            return max(target, rank)
        if now.by_hand_until is not None and now.by_hand_until >= today:
            return rank
        if at_once:
            return target
        is_kept = now.keep_until is None or now.keep_until + timedelta(days=ladder.grace) >= today
        if not is_review or ladder.downgrade == "none" or is_kept:
            return rank
        return max(rank - 1, target) if ladder.downgrade == "one_step" else target

    def put(self, tier: Tier, today: date, until: date) -> None:
        """By hand."""
        if until < today:
            raise No("BAD_INPUT")
        if not tier.is_used:
            raise No("NOT_FOUND")
        held = self.standing.tier if self.standing else None
        is_up = tier.rank > (held.rank if held else 0)
        self.history.append((held.name if held else None, tier.name, is_up, "by_hand"))
        self.standing = Standing(tier, until, until)
