"""Who wins where the source and we say different things of a customer: a comparison of three, field by field."""

from collections.abc import Mapping
from enum import StrEnum

from api.erp.types import Policy

DEFAULTS: Mapping[str, Policy] = {
    "name": Policy.ERP_WINS,
    "city": Policy.ERP_WINS,
    "email": Policy.ERP_WINS,
    "birthday": Policy.OURS_IF_VERIFIED,
    "phone": Policy.REVIEW,
    "consent": Policy.OURS_WINS,
    "kids": Policy.OURS_WINS,
}
"""By field, where the business has not said otherwise. Consent and children are never taken from a source."""


class Verdict(StrEnum):
    """What becomes of a field."""

    KEEP = "keep"
    TAKE = "take"
    ASK = "ask"


def decide(
    policy: Policy, *, ours: str, theirs: str, theirs_before: str, is_verified: bool = False
) -> Verdict:
    """What becomes of a field of which the source says `theirs` now and said `theirs_before` when we last looked.

    Only what changed at the source is looked at. Where ours is empty, or is what the source had said, theirs is taken:
    nobody changed it here. Otherwise both changed it, and the policy decides; ERP_WINS leaves what was changed here.
    """
    if not theirs or theirs in (theirs_before, ours):
        return Verdict.KEEP
    if not ours or (ours == theirs_before and policy is not Policy.OURS_WINS):
        return Verdict.TAKE
    match policy:
        case Policy.NEWEST_WINS:
            return Verdict.TAKE
        case Policy.REVIEW:
            return Verdict.ASK
        case Policy.OURS_IF_VERIFIED:
            return Verdict.KEEP if is_verified else Verdict.TAKE
        case Policy.ERP_WINS:
            return Verdict.TAKE if not theirs_before else Verdict.KEEP
        case _:
            return Verdict.KEEP
