"""Rules, rewards and stamp cards of the model in the words of the program."""

from api import rewards, stamps
from api.businesses import (
    ExpiryKind,
    LimitMode,
    PendingKind,
    PointLimits,
    ProgramChanges,
    Rounding,
    ShortfallPolicy,
)
from tests.engine.model.rules import Settings
from tests.engine.model.stamps import Design
from tests.engine.model.vouchers import Reward


def changes_of(settings: Settings) -> ProgramChanges:
    """As the program keeps them."""
    limits = settings.limits
    return ProgramChanges(
        rounding=Rounding.HALF_UP if settings.rounds_up else Rounding.FLOOR,
        point_value_micro_minor=settings.value_micro,
        expiry_kind=ExpiryKind(settings.expiry),
        expiry_months=settings.expiry_months,
        pending_kind=PendingKind(settings.waits),
        pending_days=settings.waits_days,
        pending_until=settings.waits_until,
        shortfall_policy=ShortfallPolicy(settings.shortfall),
        reinstatement_days=settings.grace_days,
        void_window_seconds=settings.void_seconds,
        limits=PointLimits(
            mode=LimitMode.CAP if limits.caps else LimitMode.REFUSE,
            per_transaction=limits.per_transaction,
            per_day=limits.per_day,
            balance=limits.balance,
            store_points_per_day=limits.store_per_day,
            staff_awards_per_hour=limits.staff_per_hour,
        ),
    )


def terms(wanted: Reward) -> rewards.NewReward:
    """As the program keeps it."""
    return rewards.NewReward(
        name=f"{wanted.kind} {wanted.price}",
        kind=rewards.RewardKind(wanted.kind),
        points_price=wanted.price,
        value_minor=wanted.value,
        stock=wanted.stock,
        per_member=wanted.per_member,
        per_period=wanted.per_period,
        period=rewards.LimitPeriod(wanted.period),
        conditions=rewards.RewardConditions(tier_ids=frozenset({wanted.tier} if wanted.tier else ())),
        valid_days=wanted.days,
        is_stackable=wanted.is_stackable,
        is_listed=wanted.is_listed,
    )


def look_of(wanted: Design) -> stamps.NewDesign:
    """As the program keeps it."""
    return stamps.NewDesign(
        name=wanted.earning,
        stamps_needed=wanted.needed,
        reward_id=wanted.reward,
        rules=stamps.StampRules(
            earning=stamps.StampEarning(wanted.earning),
            product_ids=frozenset({wanted.product} if wanted.product else ()),
            store_ids=frozenset({wanted.store} if wanted.store else ()),
            least_minor=wanted.least,
            max_per_day=wanted.per_day,
            valid_days=wanted.days,
        ),
    )
