"""Who wins by field, and what rules can be."""

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace

from api.core.errors import BadInput
from api.core.money import Money
from api.core.phone import BadPhone, normalise_phone
from api.erp.rules.merging import DEFAULTS
from api.erp.types import Policy, RuleChanges, SyncRules

OURS_ALONE = frozenset({"consent", "kids"})
"""What customers and guardians told us themselves: no other system speaks for them."""
MAX_LISTED, MAX_CODE = 500, 60
SPANS: Mapping[str, tuple[int, int]] = {
    "max_customers_per_phone": (1, 100),
    "return_wait_hours": (0, 720),
    "claim_days": (0, 3_650),
}
LISTS = ("excluded_series", "excluded_branches")


def check_policies(given: Mapping[str, Policy]) -> dict[str, Policy]:
    """The policies of these fields. Refuses an unknown field, and consent or children decided by anyone but us."""
    for field, policy in given.items():
        if field not in DEFAULTS:
            raise BadInput(f"There is no field {field[:40]}; there are {', '.join(DEFAULTS)}.", path=(field,))
        if field in OURS_ALONE and policy is not Policy.OURS_WINS:
            raise BadInput("Only customers themselves decide about this: ours_wins.", path=(field,))
    return dict(given)


def changed_rules(rules: SyncRules, changes: RuleChanges, region: str, currency: str) -> SyncRules:
    """The rules with what is given, tidied. Refuses bad values at their path; stores are not looked up."""
    known = {each.name for each in fields(SyncRules)}
    values: dict[str, object] = {name: value for name, value in changes.items() if name in known}
    for name, (least, most) in SPANS.items():
        number = values.get(name)
        if number is not None and not (isinstance(number, int) and least <= number <= most):
            raise BadInput(f"Please give {least} to {most}.", path=(name,))
    if "min_bill" in changes:
        values["min_bill_minor"] = _least_bill(changes["min_bill"], currency)
    if "branches" in changes:
        codes = _codes(changes["branches"], "branches")
        values["branches"] = dict(zip(codes, changes["branches"].values(), strict=True))
    for name, codes_given in (
        ("excluded_series", changes.get("excluded_series")),
        ("excluded_branches", changes.get("excluded_branches")),
    ):
        if codes_given is not None:
            values[name] = frozenset(_codes(codes_given, name))
    if "placeholder_phones" in changes:
        phones = _codes(changes["placeholder_phones"], "placeholder_phones")
        values["placeholder_phones"] = frozenset(_phone(each, region) for each in phones)
    return replace(rules, **values)  # type: ignore[arg-type] # by name


def _least_bill(amount: Money, currency: str) -> int:
    if amount.currency != currency or amount.minor_units < 0:
        raise BadInput(f"Please give an amount of {currency}.", path=("min_bill",))
    return amount.minor_units


def _codes(given: Iterable[str], field: str) -> list[str]:
    codes = [each.strip() for each in given]
    if len(codes) > MAX_LISTED:
        raise BadInput(f"Please give at most {MAX_LISTED}.", path=(field,))
    if any(not 1 <= len(each) <= MAX_CODE or not each.isprintable() for each in codes):
        raise BadInput(f"Please give codes of 1 to {MAX_CODE} characters.", path=(field,))
    return codes


def _phone(text: str, region: str) -> str:
    """As a mapping would write it; a number that cannot exist is nobody's anyway and stays as its digits."""
    try:
        return normalise_phone(text, region)
    except BadPhone:
        digits = "".join(sign for sign in text if sign.isdecimal())
        if not digits:
            raise
        return digits
