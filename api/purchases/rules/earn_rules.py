"""What an earn rule must be before it is kept."""

from api.core.errors import BadInput
from api.core.money import MAX_SAFE
from api.purchases.rules.checks import check_text
from api.purchases.rules.earning import BASIS_POINTS
from api.purchases.types import EarnConditions, EarnRuleInfo, EarnRuleKind

MAX_NAME = 120
MAX_PRIORITY = 100_000
MAX_MULTIPLIER_BP = 100 * BASIS_POINTS
MAX_POINTS = 1_000_000
MAX_NAMED = 500
LAST_HOUR = 24
MAX_AGE = 120


def check_earn_rule(rule: EarnRuleInfo) -> None:
    """A rule with a name, exactly the value that its kind needs, and conditions that can be met. Refuses BAD_INPUT."""
    if not rule.name.strip():
        raise BadInput("A rule needs a name: it is shown on the bill.", path=("name",))
    check_text(rule.name, MAX_NAME, ("name",))
    if not 0 <= rule.priority <= MAX_PRIORITY:
        raise BadInput(f"A priority is between 0 and {MAX_PRIORITY}.", path=("priority",))
    _check_value(rule)
    if rule.cap_points is not None and not 0 < rule.cap_points <= MAX_POINTS:
        raise BadInput(f"A cap is between 1 and {MAX_POINTS} points.", path=("capPoints",))
    if rule.starts_at and rule.ends_at and rule.ends_at <= rule.starts_at:
        raise BadInput("A rule must end after it starts.", path=("endsAt",))
    _check_conditions(rule.conditions)


def _check_value(rule: EarnRuleInfo) -> None:
    values = {
        EarnRuleKind.RATE: ("earnRate", rule.rate),
        EarnRuleKind.MULTIPLIER: ("multiplier", rule.multiplier_bp),
        EarnRuleKind.BONUS: ("bonusPoints", rule.bonus_points),
    }
    for kind, (field, value) in values.items():
        if (value is not None) != (kind is rule.kind):
            verb = "needs" if kind is rule.kind else "takes no"
            raise BadInput(f"A rule of kind {rule.kind.upper()} {verb} {field}.", path=(field,))
    rate, times, bonus = rule.rate, rule.multiplier_bp, rule.bonus_points
    if rate is not None and not (0 <= rate.points <= MAX_POINTS and 0 < rate.per_minor <= MAX_SAFE):
        raise BadInput("This rate cannot be.", path=("earnRate",))
    if times is not None and not BASIS_POINTS < times <= MAX_MULTIPLIER_BP:
        raise BadInput("A multiplier is more than 1 and at most 100.", path=("multiplier",))
    if bonus is not None and not 0 < bonus <= MAX_POINTS:
        raise BadInput(f"A bonus is between 1 and {MAX_POINTS} points.", path=("bonusPoints",))


def _check_conditions(asked: EarnConditions) -> None:
    named = {
        "categoryIds": asked.category_ids,
        "productIds": asked.product_ids,
        "brandIds": asked.brand_ids,
        "storeIds": asked.store_ids,
    }
    for field, ids in named.items():
        if len(ids) > MAX_NAMED:
            raise BadInput(f"A rule can name at most {MAX_NAMED} of these.", path=("conditions", field))
    for field, hour in (("fromHour", asked.from_hour), ("toHour", asked.to_hour)):
        if hour is not None and not 0 <= hour <= LAST_HOUR:
            raise BadInput("An hour is between 0 and 24.", path=("conditions", field))
    if asked.from_hour is not None and asked.from_hour == asked.to_hour:
        raise BadInput("A rule cannot end in the hour in which it starts.", path=("conditions", "toHour"))
    for field, age in (("kidAgeFrom", asked.kid_age_from), ("kidAgeTo", asked.kid_age_to)):
        if age is not None and not 0 <= age <= MAX_AGE:
            raise BadInput(f"An age is between 0 and {MAX_AGE}.", path=("conditions", field))
    if (
        asked.kid_age_from is not None
        and asked.kid_age_to is not None
        and asked.kid_age_to < asked.kid_age_from
    ):
        raise BadInput("The upper age must not be below the lower one.", path=("conditions", "kidAgeTo"))
    if asked.min_amount_minor is not None and not 0 < asked.min_amount_minor <= MAX_SAFE:
        raise BadInput(
            "A smallest amount must be more than zero.", path=("conditions", "minAmountMinorUnits")
        )
