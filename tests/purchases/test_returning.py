"""What returns take back and give back: thirds sum exactly, never more than there was."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.core.errors import Refusal
from api.purchases.rules.returning import ReturnPlan, plan_return
from api.purchases.types import LineInfo, PurchaseInfo, PurchaseStatus

pytestmark = pytest.mark.unit

NOW = datetime(2026, 3, 3, tzinfo=UTC)


def bill(
    amount: int, earned: int, *, returned: int = 0, taken: int = 0, paid: int = 0, given_back: int = 0
) -> PurchaseInfo:
    """A bill in rupees of which some came back."""
    return PurchaseInfo(
        id=UUID(int=1), program_id=UUID(int=2), business_id=UUID(int=3), store_id=UUID(int=4),
        membership_id=UUID(int=5), bill_number=None, currency="INR", amount_minor=amount, gift_card_minor=0,
        points_paid=paid, points_paid_minor=0, eligible_minor=amount, points_earned=earned, returned_minor=returned,
        points_taken_back=taken, points_given_back=given_back, status=PurchaseStatus.RECORDED, explanation=(),
        staff_id=None, staff_name="", occurred_at=NOW, recorded_at=NOW, earn_tx_id=None, redeem_tx_id=None,
    )  # fmt: skip


def line(seq: int, amount: int, points: int, returned: int = 0) -> LineInfo:
    """A line with its share of the points."""
    return LineInfo(seq, "", "", None, None, 1000, amount, returned, points)


def test_whole_return_takes_all_and_gives_all() -> None:
    """Given a bill of 300 that earned 100 and was paid with 50 points, when all comes back, then 100 go and 50 come."""
    assert plan_return(bill(30_000, 100, paid=50), ()) == ReturnPlan(30_000, (), 100, 50, is_complete=True)


def test_thirds_sum_exactly() -> None:
    """Given a bill of 300 that earned 100, when it comes back in thirds, then 33 + 33 + 34 are taken."""
    taken, given_back, returned = 0, 0, 0
    parts = []
    for _ in range(3):
        state = bill(30_000, 100, returned=returned, taken=taken, paid=10, given_back=given_back)
        plan = plan_return(state, (), wanted_amount=10_000)
        parts.append((plan.take_back, plan.give_back, plan.is_complete))
        returned, taken, given_back = (
            returned + plan.amount_minor,
            taken + plan.take_back,
            given_back + plan.give_back,
        )
    assert parts == [(33, 3, False), (33, 3, False), (34, 4, True)]


def test_a_line_takes_back_what_it_earned() -> None:
    """Given bread that earned 30 and tobacco that earned none, when the tobacco comes back, then nothing is taken."""
    lines = (line(1, 10_000, 30), line(2, 20_000, 0))
    assert plan_return(bill(30_000, 30), lines, wanted_lines=[(2, 20_000)]).take_back == 0
    assert plan_return(bill(30_000, 30), lines, wanted_lines=[(1, 5_000)]).take_back == 15


def test_an_amount_is_spread_over_what_is_left_of_the_lines() -> None:
    """Given a line that half came back, when 150 more come back, then each line gives in proportion to its rest."""
    lines = (line(1, 10_000, 10, returned=5_000), line(2, 10_000, 10))
    plan = plan_return(bill(20_000, 20, returned=5_000, taken=5), lines, wanted_amount=9_000)
    assert (plan.lines, plan.take_back) == (((1, 3_000), (2, 6_000)), 9)


def test_a_granted_limit_scales_the_lines() -> None:
    """Given lines that would have earned 100 and a limit that left 40, when half comes back, then 20 are taken."""
    plan = plan_return(bill(10_000, 40), (line(1, 5_000, 50), line(2, 5_000, 50)), wanted_lines=[(1, 5_000)])
    assert plan.take_back == 20


@pytest.mark.parametrize(
    ("state", "wanted", "code", "path"),
    [
        (bill(100, 1, returned=100, taken=1), {}, "ALREADY_RETURNED", ()),
        (bill(100, 1), {"wanted_amount": 101}, "RETURN_TOO_LARGE", ("amount", "minorUnits")),
        (bill(100, 1, returned=60), {"wanted_amount": 41}, "RETURN_TOO_LARGE", ("amount", "minorUnits")),
        (bill(100, 1), {"wanted_amount": 0}, "AMOUNT_INVALID", ("amount", "minorUnits")),
        (bill(100, 1), {"wanted_amount": -5}, "AMOUNT_INVALID", ("amount", "minorUnits")),
        (bill(100, 1), {"wanted_lines": [(7, 5)]}, "RETURN_TOO_LARGE", ("lines", "0", "seq")),
        (bill(100, 1), {"wanted_lines": [(1, 51)]}, "RETURN_TOO_LARGE", ("lines", "0", "amountMinorUnits")),
        (bill(100, 1), {"wanted_lines": [(1, 5), (1, 5)]}, "RETURN_TOO_LARGE", ("lines", "1", "seq")),
        (bill(100, 1), {"wanted_lines": [(1, 0)]}, "AMOUNT_INVALID", ("lines", "0", "amountMinorUnits")),
    ],
)
def test_refusals(state: PurchaseInfo, wanted: dict[str, object], code: str, path: tuple[str, ...]) -> None:
    """Given a return that cannot be, when it is planned, then it is refused with a code and the path."""
    with pytest.raises(Refusal) as refused:
        plan_return(state, (line(1, 50, 0), line(2, 50, 1)), **wanted)  # type: ignore[arg-type]
    assert (refused.value.code, refused.value.path) == (code, path)


@given(
    st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 500)), max_size=6),
    st.integers(0, 300),
    st.lists(st.integers(1, 5_000), max_size=20),
)
def test_any_sequence_of_returns_takes_exactly_what_was_earned(
    shape: list[tuple[int, int]], paid: int, amounts: list[int]
) -> None:
    """Given any bill, when it comes back in any parts, then takes and gives never fall and end at the whole."""
    lines = [line(at, amount, points if amount else 0) for at, (amount, points) in enumerate(shape)]
    total = sum(each.amount_minor for each in lines)
    if total == 0:
        lines, total = [], 10_000
    earned = sum(each.points for each in lines) if lines else 77
    state = bill(total, earned, paid=paid)
    for amount in [*amounts, None]:
        left = state.amount_minor - state.returned_minor
        if not left:
            break
        plan = plan_return(state, lines, wanted_amount=min(amount, left) if amount else None)
        assert plan.take_back >= 0
        assert plan.give_back >= 0
        back = dict(plan.lines)
        lines = [
            line(each.seq, each.amount_minor, each.points, each.returned_minor + back.get(each.seq, 0))
            for each in lines
        ]
        assert all(each.returned_minor <= each.amount_minor for each in lines)
        state = bill(
            total, earned, paid=paid,
            returned=state.returned_minor + plan.amount_minor,
            taken=state.points_taken_back + plan.take_back,
            given_back=state.points_given_back + plan.give_back,
        )  # fmt: skip
    assert (state.returned_minor, state.points_taken_back, state.points_given_back) == (total, earned, paid)
