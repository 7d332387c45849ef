"""Who may redeem a reward, where and when: every reason against it, in the order in which people ask."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from api.core import weekdays
from api.rewards.types import Reason, ReasonCode, RewardConditions, RewardInfo


@dataclass(frozen=True, slots=True)
class MemberStanding:
    """What is known of a member: the tiers whose rewards are theirs, and the children's ages by business."""

    tier_ids: frozenset[UUID] = frozenset()
    kid_ages: Mapping[UUID, Collection[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Case:
    """A member who would redeem: standing, points, what they and all together took in the period, and the moment.

    `store_id` None: no store is known, as on a phone at home; conditions on stores then hold for later.
    """

    standing: MemberStanding
    points: int
    is_phone_verified: bool
    now: datetime
    time_zone: str
    store_id: UUID | None = None
    taken_by_member: int = 0
    taken_by_all: int = 0


def offered(reward: RewardInfo, now: datetime) -> Reason | None:
    """Why a reward is not to be had by anybody now, not even as a present; None where it is."""
    terms = reward.terms
    if not terms.is_active:
        return Reason(ReasonCode.NOT_OFFERED, "This reward is not offered any more.")
    if terms.starts_at is not None and now < terms.starts_at:
        return Reason(ReasonCode.NOT_YET, "This reward has not begun yet.")
    if terms.ends_at is not None and now >= terms.ends_at:
        return Reason(ReasonCode.ENDED, "This reward has ended.")
    return None


def asks_for_kids(asked: RewardConditions) -> bool:
    """Whether a reward is for parents of children of some age."""
    return asked.kid_age_from is not None or asked.kid_age_to is not None


def reasons(reward: RewardInfo, case: Case) -> tuple[Reason, ...]:
    """Every reason why this member cannot redeem it now; none: they can."""
    return tuple(_reasons(reward, case))


def _reasons(reward: RewardInfo, case: Case) -> Iterator[Reason]:
    against = offered(reward, case.now)
    if against is not None:
        yield against
    elif not reward.terms.is_listed:
        yield Reason(ReasonCode.NOT_OFFERED, "This reward is only given, not redeemed.")
    yield from _conditions(reward, case)
    if reward.stock_left == 0:
        yield Reason(ReasonCode.OUT_OF_STOCK, "No piece of this is left.")
    yield from _limits(reward, case)
    yield from _price(reward, case)


def _conditions(reward: RewardInfo, case: Case) -> Iterator[Reason]:
    asked = reward.terms.conditions
    if asked.tier_ids and not asked.tier_ids & case.standing.tier_ids:
        yield Reason(ReasonCode.TIER_TOO_LOW, "This reward is for members of another tier.")
    if asks_for_kids(asked) and not any(
        (asked.kid_age_from or 0) <= age and (asked.kid_age_to is None or age <= asked.kid_age_to)
        for age in case.standing.kid_ages.get(reward.business_id, ())
    ):
        yield Reason(ReasonCode.NO_CHILD_OF_AGE, "This reward is for parents of children of another age.")
    if case.store_id is not None and asked.store_ids and case.store_id not in asked.store_ids:
        yield Reason(ReasonCode.WRONG_STORE, "This reward is redeemed at other stores.")
    local = case.now.astimezone(ZoneInfo(case.time_zone))
    if not weekdays.fits(local, asked.weekdays, asked.from_hour, asked.to_hour):
        yield Reason(ReasonCode.NOT_NOW, "This reward is redeemed on other days or at other hours.")


def _limits(reward: RewardInfo, case: Case) -> Iterator[Reason]:
    terms = reward.terms
    if terms.per_member is not None and case.taken_by_member >= terms.per_member:
        yield Reason(ReasonCode.LIMIT_REACHED, "You have had as many of this as one member may have.")
    elif terms.per_period is not None and case.taken_by_all >= terms.per_period:
        yield Reason(ReasonCode.LIMIT_REACHED, "As many of this as there are for now were redeemed.")


def _price(reward: RewardInfo, case: Case) -> Iterator[Reason]:
    price = reward.terms.points_price
    if price == 0:
        return
    if not case.is_phone_verified:
        yield Reason(ReasonCode.PHONE_UNVERIFIED, "Points can be spent once the phone number is verified.")
    if case.points < price:
        missing = price - max(case.points, 0)
        yield Reason(ReasonCode.NOT_ENOUGH_POINTS, f"{missing} points are missing.", missing)
