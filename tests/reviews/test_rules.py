"""Pure decisions about unusual awards."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest

from api.core.errors import BadInput
from api.reviews import Award, ReviewRule, RuleAction, RuleKind
from api.reviews.rules.checks import check_rules
from api.reviews.rules.judging import judge, tallies
from tests.factories.reviews import a_rule

pytestmark = pytest.mark.unit

LATE = datetime(2026, 6, 10, 23, 45, tzinfo=ZoneInfo("Asia/Kolkata"))
STAFF, STORE, MEMBER = (UUID(int=number) for number in (1, 2, 3))
BY_HAND = Award(uuid4(), uuid4(), MEMBER, 40, True, LATE, STORE, STAFF)
EVERY = tuple(
    a_rule(kind, None if kind in ("own_card", "same_bill_number", "odd_hours") else 3) for kind in RuleKind
)


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        (a_rule(RuleKind.POINTS_AT_ONCE), "most"),
        (a_rule(RuleKind.POINTS_AT_ONCE, 0), "most"),
        (a_rule(RuleKind.OWN_CARD, 3), "most"),
        (a_rule(RuleKind.SAME_BILL_NUMBER), "days"),
        (a_rule(RuleKind.POINTS_AT_ONCE, 3, days=2), "days"),
        (a_rule(RuleKind.ODD_HOURS, from_hour=22), "toHour"),
        (a_rule(RuleKind.ODD_HOURS, from_hour=22, to_hour=22), "toHour"),
        (a_rule(RuleKind.ODD_HOURS, from_hour=22, to_hour=25), "toHour"),
        (a_rule(RuleKind.OWN_CARD, from_hour=22), "fromHour"),
    ],
)
def test_a_rule_has_what_its_kind_needs(rule: ReviewRule, field: str) -> None:
    with pytest.raises(BadInput) as found:
        check_rules([rule])
    assert found.value.path == ("rules", "0", field)


def test_a_kind_stands_there_once() -> None:
    with pytest.raises(BadInput):
        check_rules([a_rule(RuleKind.OWN_CARD)] * 2)


def test_what_an_award_by_hand_counts_for() -> None:
    """Given every rule, then points by hand count for person and store by the program's hour and day, in one order."""
    day, hour = datetime(2026, 6, 9, 18, 30, tzinfo=UTC), datetime(2026, 6, 10, 17, 30, tzinfo=UTC)
    assert [
        (each.kind, each.owner_id, each.window_start, each.amount) for each in tallies(EVERY, BY_HAND)
    ] == [
        (RuleKind.STAFF_AWARDS_PER_DAY, STAFF, day, 1),
        (RuleKind.STAFF_AWARDS_PER_HOUR, STAFF, hour, 1),
        (RuleKind.STAFF_POINTS_PER_DAY, STAFF, day, 40),
        (RuleKind.STORE_AWARDS_PER_DAY, STORE, day, 1),
        (RuleKind.STORE_POINTS_PER_DAY, STORE, day, 40),
    ]


def test_a_bill_counts_points_and_visits_and_nobody_counts_for_nobody() -> None:
    bill = replace(BY_HAND, is_by_hand=False)
    assert [each.kind for each in tallies(EVERY, bill)] == [
        RuleKind.MEMBER_VISITS_PER_DAY,
        RuleKind.STAFF_POINTS_PER_DAY,
        RuleKind.STORE_POINTS_PER_DAY,
    ]
    by_app = replace(BY_HAND, staff_id=None, store_id=None)
    assert tallies(EVERY, by_app) == []


def test_the_hardest_action_holds_with_its_reasons() -> None:
    """Given rules that review and one that refuses, when both are broken, then it is refused for that one alone."""
    rules = (
        a_rule(RuleKind.POINTS_AT_ONCE, 39),
        a_rule(RuleKind.ODD_HOURS, from_hour=23, to_hour=6),
        a_rule(RuleKind.OWN_CARD, action=RuleAction.REFUSE),
    )
    held = judge(rules, BY_HAND, {})
    assert held.is_held
    assert [(each.kind, each.found, each.most) for each in held.reasons] == [
        (RuleKind.POINTS_AT_ONCE, 40, 39),
        (RuleKind.ODD_HOURS, None, None),
    ]
    refused = judge(rules, replace(BY_HAND, is_own_card=True), {})
    assert refused.action is RuleAction.REFUSE
    assert [each.kind for each in refused.reasons] == [RuleKind.OWN_CARD]


def test_a_limit_is_what_is_still_allowed() -> None:
    rules = (a_rule(RuleKind.STAFF_AWARDS_PER_DAY, 3),)
    verdicts = [judge(rules, BY_HAND, {RuleKind.STAFF_AWARDS_PER_DAY: found}).is_held for found in (3, 4)]
    assert verdicts == [False, True]


def test_a_resting_rule_finds_nothing() -> None:
    rules = (a_rule(RuleKind.POINTS_AT_ONCE, 1, action=RuleAction.ALLOW),)
    assert judge(rules, BY_HAND, {}).reasons == ()
