"""What rules count of an award, and which of them it breaks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from api.core import weekdays
from api.reviews.types import Award, Reason, ReviewRule, RuleAction, RuleKind


@dataclass(frozen=True, slots=True)
class Tally:
    """A number that an award adds to: whose, in which window, how much."""

    kind: RuleKind
    owner_id: UUID
    window_start: datetime
    amount: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What happens to an award, and why. Without a reason it is allowed."""

    action: RuleAction = RuleAction.ALLOW
    reasons: tuple[Reason, ...] = ()

    @property
    def is_held(self) -> bool:
        """Whether its points are posted and held."""
        return self.action is RuleAction.REVIEW


BY_HAND = frozenset(
    {RuleKind.STAFF_AWARDS_PER_HOUR, RuleKind.STAFF_AWARDS_PER_DAY, RuleKind.STORE_AWARDS_PER_DAY}
)
OF_POINTS = frozenset({RuleKind.STAFF_POINTS_PER_DAY, RuleKind.STORE_POINTS_PER_DAY})
OF_STORE = frozenset({RuleKind.STORE_AWARDS_PER_DAY, RuleKind.STORE_POINTS_PER_DAY})


def tallies(rules: Iterable[ReviewRule], award: Award) -> list[Tally]:
    """What is counted of the award, in the one order in which rows are locked: by kind, then by owner."""
    found = [tally for rule in rules if (tally := _tally(rule.kind, award)) is not None]
    return sorted(found, key=lambda tally: (tally.kind, tally.owner_id))


def _tally(kind: RuleKind, award: Award) -> Tally | None:
    if kind is RuleKind.MEMBER_VISITS_PER_DAY:
        owner = None if award.is_by_hand else award.membership_id
    elif kind in BY_HAND | OF_POINTS and (award.is_by_hand or kind in OF_POINTS):
        owner = award.store_id if kind in OF_STORE else award.staff_id
    else:
        return None
    if owner is None:
        return None
    hour = award.local.hour if kind is RuleKind.STAFF_AWARDS_PER_HOUR else 0
    start = award.local.replace(hour=hour, minute=0, second=0, microsecond=0).astimezone(UTC)
    return Tally(kind, owner, start, award.points if kind in OF_POINTS else 1)


def judge(rules: Sequence[ReviewRule], award: Award, counted: Mapping[RuleKind, int]) -> Verdict:
    """The hardest action of the rules that the award breaks, with every reason. `counted` includes this award."""
    broken = [(rule, reason) for rule in rules if (reason := _broken(rule, award, counted)) is not None]
    for action in (RuleAction.REFUSE, RuleAction.REVIEW):
        reasons = tuple(reason for rule, reason in broken if rule.action is action)
        if reasons:
            return Verdict(action, reasons)
    return Verdict()


def _broken(rule: ReviewRule, award: Award, counted: Mapping[RuleKind, int]) -> Reason | None:
    match rule.kind:
        case RuleKind.OWN_CARD:
            return Reason(rule.kind) if award.is_own_card else None
        case RuleKind.SAME_BILL_NUMBER:
            return Reason(rule.kind) if award.is_bill_number_known else None
        case RuleKind.ODD_HOURS:
            is_odd = weekdays.fits(award.local, (), rule.from_hour, rule.to_hour)
            return Reason(rule.kind) if is_odd else None
        case RuleKind.POINTS_AT_ONCE:
            found = award.points
        case _:
            found = counted.get(rule.kind, 0)
    return Reason(rule.kind, found, rule.most) if rule.most is not None and found > rule.most else None
