"""What designs and requests must be. Each check refuses with a code and the path of the field."""

from api.core.errors import BadInput
from api.core.money import MAX_SAFE
from api.core.text import single_spaced
from api.stamps.types import IssueStamps, NewDesign, StampEarning, StampRules

FEWEST, MOST = 2, 100
"""How many stamps a card can need."""
MOST_BY_HAND = 20
MAX_NAME = 120
MAX_ICON = 40
MAX_REASON = 300
MAX_KEY = 128
MAX_NAMED = 500
MAX_PER_DAY = 1_000
MAX_DAYS = 3_650


def check_design(design: NewDesign) -> None:
    """A name, stamps between 2 and 100, and rules that can be met. Refuses BAD_INPUT."""
    if not single_spaced(design.name):
        raise BadInput("A stamp card needs a name.", path=("name",))
    check_text(design.name, MAX_NAME, "name")
    check_text(design.icon, MAX_ICON, "icon")
    _between(design.stamps_needed, FEWEST, MOST, "stampsNeeded")
    _check_rules(design.rules)


def _check_rules(rules: StampRules) -> None:
    _between(rules.max_per_day, 1, MAX_PER_DAY, "maxPerDay")
    _between(rules.valid_days, 1, MAX_DAYS, "validDays")
    _between(rules.least_minor, 1, MAX_SAFE, "leastBillMinorUnits")
    if rules.starts_at and rules.ends_at and rules.ends_at <= rules.starts_at:
        raise BadInput("A stamp card must end after it begins.", path=("endsAt",))
    for field, ids in (
        ("categoryIds", rules.category_ids),
        ("productIds", rules.product_ids),
        ("storeIds", rules.store_ids),
    ):
        if len(ids) > MAX_NAMED:
            raise BadInput(f"A stamp card can name at most {MAX_NAMED} of these.", path=(field,))
    if rules.earning is StampEarning.BY_HAND and (rules.category_ids or rules.product_ids):
        raise BadInput("Goods are looked at where bills bring stamps.", path=("earning",))


def check_issue(request: IssueStamps) -> None:
    """1 to 20 stamps, a key, and a reason that can be kept."""
    check_key(request.idempotency_key)
    check_text(request.reason, MAX_REASON, "reason")
    _between(request.count, 1, MOST_BY_HAND, "count")


def check_key(key: str) -> None:
    """An idempotency key: 1 to 128 characters."""
    if not 0 < len(key) <= MAX_KEY:
        raise BadInput(f"An idempotency key has 1 to {MAX_KEY} characters.", path=("idempotencyKey",))
    check_text(key, MAX_KEY, "idempotencyKey")


def check_text(text: str, limit: int, field: str) -> None:
    """A text of at most `limit` characters that a database can keep."""
    if len(text) > limit:
        raise BadInput(f"At most {limit} characters, please.", path=(field,), params={"max": limit})
    if "\x00" in text:
        raise BadInput("This text has a character that cannot be kept.", path=(field,))


def _between(value: int | None, least: int, most: int, field: str) -> None:
    if value is not None and not least <= value <= most:
        raise BadInput(
            f"Please use a whole number from {least} to {most}.",
            path=(field,),
            params={"min": least, "max": most},
        )
