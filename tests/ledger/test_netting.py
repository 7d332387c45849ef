"""Netting: payments after which everybody has what is due, at most N - 1 of them."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.ledger import Netting
from api.ledger.rules.netting import Debt, payments, positions

pytestmark = pytest.mark.unit

A, B, C, D = (UUID(int=number) for number in range(1, 5))


def test_three_who_owe_in_a_ring_pay_nothing() -> None:
    """A owes B, B owes C, C owes A the same."""
    ring = [Debt(A, B, 5), Debt(B, C, 5), Debt(C, A, 5)]
    assert payments(Netting.MULTILATERAL, ring) == []
    assert len(payments(Netting.BILATERAL, ring)) == 3


def test_a_pair_pays_the_difference() -> None:
    """In the direction of the larger debt, also where more came back than was owed."""
    assert payments(Netting.BILATERAL, [Debt(A, B, 5), Debt(B, A, 8)]) == [Debt(B, A, 3)]
    assert payments(Netting.BILATERAL, [Debt(A, B, -4)]) == [Debt(B, A, 4)]
    assert payments(Netting.BILATERAL, [Debt(A, B, 4), Debt(B, A, 4)]) == []


debts = st.lists(
    st.builds(
        Debt, st.sampled_from([A, B, C, D]), st.sampled_from([A, B, C, D]), st.integers(-50, 500)
    ).filter(lambda debt: debt.payer_id != debt.payee_id),
    max_size=12,
)


@pytest.mark.parametrize("netting", list(Netting))
@given(given_=debts)
def test_payments_settle_every_position(netting: Netting, given_: list[Debt]) -> None:
    """All positive, nobody pays themselves, and each business ends with what is due to it."""
    made = payments(netting, given_)
    assert all(each.amount_minor > 0 and each.payer_id != each.payee_id for each in made)
    due = {key: amount for key, amount in positions(given_).items() if amount}
    assert {key: amount for key, amount in positions(made).items() if amount} == due
    if netting is Netting.MULTILATERAL:
        assert len(made) <= max(len(due) - 1, 0)
